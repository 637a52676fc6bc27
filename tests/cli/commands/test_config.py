"""`scent config`: what holds and why, and changing one line without touching another."""

import tomllib
from pathlib import Path

import pytest
from command import Command
from hypothesis import given
from hypothesis import strategies as some

from scent.cli.settings.config_file import with_setting

FILE = """# mine

limit = 20  # enough for a screen
# models
model = "~/m.gguf"
"""


@pytest.fixture
def config(scent: Command) -> Path:
    file = scent.home / "config" / "scent" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(FILE)
    return file


def test_path_is_where_the_file_lies(scent: Command, config: Path) -> None:
    assert scent("config", "path").lines == [str(config).encode()]


def test_list_shows_what_holds_and_where_it_comes_from(scent: Command, config: Path) -> None:
    lines = scent("config", "list", "--show-origin", SCENT_MODE="dense").out.decode().splitlines()
    assert f"{config}\tlimit=20" in lines
    assert "SCENT_MODE\tmode=dense" in lines
    assert "default\tworkers=0" in lines
    assert scent("config").lines == scent("config", "list").lines


def test_get_prints_one_value_or_exits_1(scent: Command) -> None:
    assert scent("config", "get", "limit").out == b"10\n"
    assert (scent("config", "get", "model").code, scent("config", "get", "model").out) == (1, b"")


def test_json_tells_what_holds_with_its_type_and_where_it_comes_from(scent: Command, config: Path) -> None:
    found = {record["name"]: record for record in scent("config", "--json", SCENT_HIDDEN="yes").records}
    assert found["limit"] == {"name": "limit", "value": 20, "origin": str(config)}
    assert found["hidden"] == {"name": "hidden", "value": True, "origin": "SCENT_HIDDEN"}
    assert set(found) == {line.decode().partition("=")[0] for line in scent("config", SCENT_HIDDEN="yes").lines}
    assert scent("config", "get", "limit", "--json").records == [found["limit"]]
    assert scent("config", "get", "min_score", "--json").code == 1


def test_set_changes_one_line_and_keeps_the_rest(scent: Command, config: Path) -> None:
    assert scent("config", "set", "limit", "30").code == 0
    assert config.read_text() == FILE.replace("limit = 20", "limit = 30")
    assert scent("config", "set", "hidden", "true").code == 0
    assert config.read_text().endswith('model = "~/m.gguf"\nhidden = true\n')
    assert scent("config", "unset", "limit").code == 0
    assert "limit" not in config.read_text()
    assert scent("config", "get", "limit").out == b"10\n"


def test_set_makes_the_file_and_search_heeds_it(scent: Command) -> None:
    assert scent("config", "set", "index", "~/ix").code == 0
    assert scent("config", "get", "index").out == f"{scent.home}/ix\n".encode()


def test_edit_opens_the_file_and_looks_at_what_was_written(scent: Command) -> None:
    assert scent("config", "edit", EDITOR="printf 'limit = 30\\n' >").code == 0
    assert scent("config", "get", "limit").out == b"30\n"
    wrong = scent("config", "edit", EDITOR="false", VISUAL="printf 'limti = 30\\n' >")
    assert (wrong.code, b"did you mean 'limit'?" in wrong.err) == (2, True)
    assert b"scent: the editor failed: false" in scent("config", "edit", EDITOR="false").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["set", "limit", "0"], b"limit: '0' is not a whole number of at least 1"),
        (["set", "limti", "3"], b"there is no setting 'limti'\nhint: did you mean 'limit'?"),
        (["set", "limit"], b"scent config set takes SETTING and VALUE\nhint: such as: scent config set limit 20"),
        (["get"], b"scent config get takes SETTING"),
        (["put"], b"'put' is not one of"),
        (
            ["list", "limit"],
            b"scent config list takes no arguments\nhint: to show one setting: scent config get SETTING",
        ),
        (["set", "limit", "3", "--json"], b"--json and --show-origin work with list and get"),
    ],
)
def test_a_wrong_request_changes_nothing(scent: Command, config: Path, words: list[str], said: bytes) -> None:
    result = scent("config", *words)
    assert (result.code, result.out) == (2, b"")
    assert said in result.err
    assert config.read_text() == FILE


def test_what_cannot_be_changed_by_a_line_is_left_alone(scent: Command, config: Path) -> None:
    config.write_text('model = """\nlimit = 3\n"""\n')
    before = config.read_text()
    result = scent("config", "unset", "model")
    assert result.code == 2
    assert b"edit the file with: scent config edit" in result.err
    assert config.read_text() == before


@given(
    some.dictionaries(
        some.sampled_from(["a", "b", "c"]), some.integers(0, 99) | some.booleans() | some.text(max_size=9)
    ),
    some.sampled_from(["a", "b", "c"]),
    some.integers(0, 99) | some.booleans() | some.text(some.characters(exclude_categories=["Cs", "Cc"]), max_size=9),
)
def test_a_file_reads_back_with_one_setting_changed(
    held: dict[str, str | int | bool],
    name: str,
    value: str | int | bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    text = ""
    for key, each in held.items():
        clean = "".join(character for character in each if character.isprintable()) if isinstance(each, str) else each
        text = with_setting(text, key, clean)
    before = tomllib.loads(text)
    assert tomllib.loads(with_setting(text, name, value)) == before | {name: value}
    assert name not in tomllib.loads(with_setting(text, name, None))
