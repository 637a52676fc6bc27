"""TOML: sections and keys are blocks at their key paths."""

import tomllib

from data_documents import placed


def test_a_section_of_toml_is_a_block_under_its_path() -> None:
    text = (
        """\
title = "Settings"

# Who may come in.
[access.doors]
front = "open to all people"
text = \"\"\"
[not.a.section]
key = "no key"
\"\"\"
[[people]]
name = "Anna"
[[people]]
name = "Ben"
about = \""""
        + "likes coffee " * 30
        + '"\n[empty]\n'
    )
    assert tomllib.loads(text)["people"][1]["name"] == "Ben"
    found = placed(text, "a.toml")
    assert found["key access.doors"].startswith("# Who may come in.\n[access.doors]")
    assert '[not.a.section]\nkey = "no key"' in found["key access.doors"]
    assert "Anna" in found["key people[0]"]
    assert "likes coffee" in found["key people[1].about"]
