"""Settings: flags over environment over config.toml over defaults, and every wrong value named with its place."""

from pathlib import Path
from typing import get_args

import pytest
from command import Command
from hypothesis import given
from hypothesis import strategies as some

from scent.cli.options import shared
from scent.cli.settings import environment, locations, settings, values
from scent.core.config import Strategy
from scent.errors import UsageError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def write_config(text: str) -> Path:
    file = locations.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_flags_win_over_environment_over_file_over_defaults() -> None:
    assert settings.resolve({}).limit == 10
    write_config("limit = 20")
    assert settings.resolve({}).limit == 20
    assert settings.resolve({"SCENT_LIMIT": "30"}).limit == 30
    assert settings.resolve({"SCENT_LIMIT": "30"}, limit=40).limit == 40
    assert settings.resolve({"SCENT_LIMIT": "30"}, limit=None).limit == 30


def test_every_field_can_be_set_everywhere() -> None:
    assert set(values.READERS) == set(settings.Settings._fields)


def test_what_nobody_has_said_is_left_to_the_index_and_to_the_core() -> None:
    names = {"strategy": "strategy", "max_size": "max_filesize"}
    assert settings.resolve({}).chosen(**names) == {}
    assert settings.resolve({}, max_filesize="1K").chosen(**names) == {"max_size": 1024}


def test_choices_are_those_of_the_core() -> None:
    from scent.core.search.ranking.query import Mode

    assert get_args(shared.ModeName) == tuple(Mode)
    assert get_args(shared.StrategyName) == tuple(Strategy)


def test_the_index_lies_in_the_data_directory_unless_named(home: Path) -> None:
    assert settings.resolve({}).index == home / "data" / "scent" / "index"
    assert settings.resolve({"SCENT_INDEX": "~/ix"}).index == home / "ix"
    assert settings.resolve({}, index="ix").index == Path.cwd() / "ix"


def test_relative_paths_in_the_file_are_seen_from_the_file() -> None:
    file = write_config('index = "ix"\nmodel = "~/m.gguf"\nhidden = true\nmax_filesize = "2M"')
    found = settings.resolve({})
    assert found.index == file.parent / "ix"
    assert found.model == Path.home() / "m.gguf"
    assert found.hidden
    assert found.max_filesize == 2 * 1024**2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("limit = 0", "limit: 0 is not a whole number of at least 1"),
        ("limit = true", "limit: True is not a whole number"),
        ("index = 3", "index: 3 is not a path"),
        ("hidden = 'perhaps'", "hidden: 'perhaps' is neither true nor false"),
        ("strategie = 'late'", "there is no setting 'strategie'"),
        ("limit = ", "is not valid TOML"),
        ("limit = " + "[" * 5000, "is nested too deep"),
    ],
)
def test_a_wrong_line_in_the_file_is_named(text: str, said: str) -> None:
    file = write_config(text)
    with pytest.raises(UsageError) as caught:
        settings.resolve({})
    assert str(file) in caught.value.message
    assert said in caught.value.message


def test_a_mistyped_setting_is_recognised() -> None:
    write_config("strategie = 'late'")
    with pytest.raises(UsageError) as caught:
        settings.resolve({})
    assert caught.value.hint == "did you mean 'strategy'?"


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(UsageError, match="SCENT_CHUNK_TOKENS: 'lots' is not a whole number of at least 8"):
        settings.resolve({"SCENT_CHUNK_TOKENS": "lots"})


def test_an_unreadable_file_does_not_end_in_a_traceback(scent: Command) -> None:
    (scent.home / "config" / "scent" / "config.toml").mkdir(parents=True)
    result = scent("status")
    assert result.code == 2
    assert b"cannot read" in result.err
    assert b"Traceback" not in result.err


@given(some.integers(0, 10**6), some.sampled_from(["", "K", "M", "G", "T"]), some.sampled_from(["", "B", "iB"]))
def test_sizes_count_in_powers_of_1024(number: int, unit: str, suffix: str) -> None:
    power = ["", "K", "M", "G", "T"].index(unit)
    assert values._size(f"{number}{unit}{suffix}") == values._size(number) * 1024**power == number * 1024**power


@pytest.mark.parametrize(
    ("when", "terminal", "environ", "expected"),
    [
        ("auto", True, {"TERM": "xterm"}, True),
        ("auto", True, {}, True),
        ("auto", False, {"TERM": "xterm"}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"CLICOLOR": "0"}, False),
        ("auto", False, {"CLICOLOR_FORCE": "1"}, True),
        ("auto", False, {"CLICOLOR_FORCE": "0"}, False),
        ("auto", False, {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"CLICOLOR_FORCE": "1"}, False),
    ],
)
def test_colour_follows_the_conventions(when: str, terminal: bool, environ: dict[str, str], expected: bool) -> None:  # noqa: FBT001  # parameters of the test
    assert environment.use_colour(when, terminal=terminal, environ=environ) is expected
