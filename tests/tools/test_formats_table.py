"""The table of formats in the README is what the registry says."""

import importlib.util
import sys

from places import PROJECT

TOOL = PROJECT / "tools" / "formats_table.py"


def test_the_readme_has_the_table_of_the_registry() -> None:
    spec = importlib.util.spec_from_file_location("formats_table", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules["formats_table"] = tool
    spec.loader.exec_module(tool)
    readme = tool.README.read_text("utf-8")
    assert readme == tool.written(readme), "tools/formats_table.py writes it anew"
    assert tool.table().count("\n") > 5
