"""The table of formats in the README is what the registry says."""

from tools import formats_table


def test_the_readme_has_the_table_of_the_registry() -> None:
    readme = formats_table.README.read_text("utf-8")
    assert readme == formats_table.written(readme), "tools/formats_table.py writes it anew"
    assert formats_table.table().count("\n") > 5
