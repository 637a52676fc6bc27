"""YAML: keys and list items are blocks at their key paths, in templates as well."""

import yaml
from data_documents import placed, under
from hypothesis import given, settings
from hypothesis import strategies as st

CHART = """\
# What this is.
name: {{ .Values.name }}
services:
    web:
        image: nginx   # the server
        about: >
            key: no key, since it stands in a text.
            %s
    mail:
        image: postfix
        about: '%s'
- item
---
second: document
list:
- first: %s
  also: that
- third
"""


def test_a_section_of_yaml_is_a_block_under_its_key_path() -> None:
    long = "many words of no meaning " * 14
    text = CHART % (long, long, long)
    found = placed(text, "a.yaml")
    assert found["key name"].startswith("# What this is.\nname")
    assert "key: no key" in found["key services.web.about"]
    assert found["key services.mail.about"].lstrip().startswith("about: 'many")
    assert found["document 2, key list[0].first"].startswith("list:\n- first: many")
    assert under(text, "a.yaml")["key services.mail.about"] == ("services", "mail")


NAMES = st.from_regex(r"[a-z]{3,8}", fullmatch=True)
NESTED = st.dictionaries(
    NAMES,
    st.dictionaries(NAMES, st.text("ab cd.:-#'\"", min_size=150, max_size=200), min_size=2, max_size=3),
    min_size=2,
    max_size=3,
)


@settings(max_examples=40, deadline=None)
@given(value=NESTED)
def test_every_key_that_pyyaml_wrote_is_a_block(value: dict[str, dict[str, str]]) -> None:
    text = yaml.safe_dump(value, sort_keys=False, width=1000)
    places = {place.removeprefix("key ") for place in placed(text, "a.yaml")}
    expected = {f"{outer}.{inner}" for outer, members in value.items() for inner in members}
    assert places == expected
