"""What `--json` promises: the objects of every verb, key by key, and what they look like."""

import base64
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from command import Command, Result

from scent.cli import command_line
from scent.cli.output import json_schema
from scent.cli.output.hits import hit_fields
from scent.core.models.source import BUNDLED
from tools import command_tree

FILES = {
    "boiler.md": b"---\nlang: en\nauthor: Ada\ndate: 2024-02-03\n---\n# Boiler\n\nBleed a cold radiator.\n",
    "garden.txt": b"In March we sow tomatoes on the window sill.\n",
    "again.txt": b"In March we sow tomatoes on the window sill, again.\n",
    "caf\udce9.txt": b"The ferry to the island leaves at noon.\n",
    "broken.docx": b"PK\x03\x04" + bytes(range(256)),
    "picture.bin": bytes(range(256)) * 8,
    "questions.jsonl": b'{"query": "cold radiator", "answers": [{"path": "boiler.md"}]}\n',
}
# What differs from run to run, or from machine to machine.
VOLATILE = {
    "size",
    "before",
    "after",
    "tokens",
    "bytes",
    "seconds",
    "index_seconds",
    "read",
    "last_run",
    "last_change",
    "settings",
}
TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "string, integer, number or boolean": lambda value: isinstance(value, (str, int, float, bool)),
    "string or null": lambda value: value is None or isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in {int, float},
    "number or null": lambda value: value is None or type(value) is float,
    "object": lambda value: isinstance(value, dict),
    "integer or null": lambda value: value is None or type(value) is int,
    "boolean": lambda value: type(value) is bool,
    "array of strings or null": lambda value: value is None or all(isinstance(each, str) for each in value),
    "array of integers or null": lambda value: value is None or all(type(each) is int for each in value),
    "array of strings": lambda value: all(isinstance(each, str) for each in value),
    "array of numbers": lambda value: all(type(each) in {int, float} for each in value),
    "array of objects": lambda value: all(isinstance(each, dict) for each in value),
}
RUNS = {
    "scent search": ["search", "--explain", "radiator ferry", "--min-score", "-1"],
    "scent similar": ["similar", "garden.txt"],
    "scent similar --pairs": ["similar", "--pairs", "--min-score", "0.8"],
    "scent grep": ["grep", "--min-score", "0.2", "sowing", "garden.txt", "caf\udce9.txt"],
    "scent cat": ["cat", "boiler.md", "caf\udce9.txt"],
    "scent index": ["index", "--index", "../home/new", "."],
    "scent status": ["status", "--behind"],
    "scent status --failed": ["status", "--failed"],
    "scent check --files": ["check", "--files", "--index", "../home/lost"],
    "scent status --skipped": ["status", "--skipped", "--index", "../home/lost"],
    "scent check": ["check", "--index", "../home/damaged"],
    "scent check --repair": ["check", "--repair", "--index", "../home/damaged"],
    "scent gc": ["gc"],
    "scent why": ["why", "--index", "../home/other", "garden.txt", "caf\udce9.txt"],
    "scent forget": ["forget", "--yes", "--index", "../home/other", "garden.txt", "caf\udce9.txt"],
    "scent config": ["config", "get", "limit"],
    "scent models": ["models"],
    "scent models info": ["models", "info", "bundled"],
    "scent eval": ["eval", "--judge", "questions.jsonl", "boiler.md", "garden.txt", "--vary", "mode=hybrid,lexical"],
    "scent eval --unlearn": ["eval", "--unlearn"],
    "scent embed": ["embed", "garden.txt"],
    "scent export": ["export"],
    "scent --version": ["--version"],
}
# In tests/cli/commands, test_models_pull.py, test_models_tune.py, test_models_compare.py and test_migrate.py have a
# model to do it to, test_eval_learning.py has judged enough, and test_ask.py has a model that writes.
ELSEWHERE = {
    f"scent {verb}"
    for verb in ("models pull", "models remove", "models tune", "models compare", "migrate", "eval --learn", "ask")
}
CATALOGUE = {"scent models"}  # what it prints grows with the catalogue
WITHOUT_OPTION = {"scent embed", "scent export"}  # lines of JSON are what they print


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    base = tmp_path_factory.mktemp("json")
    scent = Command(base / "work", base / "home", cache)
    for directory in (scent.home, scent.directory):
        directory.mkdir()
    for name, content in FILES.items():
        (scent.directory / name).write_bytes(content)
        os.utime(scent.directory / name, (1.7e9, 1.7e9))  # what has only just been written is looked at again
    assert scent("index", ".").code == 3
    for place in ("other", "damaged"):
        assert scent("index", "--index", scent.home / place, "garden.txt", "caf\udce9.txt").code == 0
    lost = {"lost.txt": b"The kettle sings.\n", "picture.txt": bytes(range(256)) * 9}
    for name, content in lost.items():
        (scent.home / name).write_bytes(content)
    assert scent("index", "--index", scent.home / "lost", *(scent.home / name for name in lost)).code == 0
    (scent.home / "lost.txt").unlink()
    return scent


@pytest.fixture(scope="module")
def results(library: Command) -> dict[str, Result]:
    """What every verb prints, in this order."""
    values = {}
    for command, words in RUNS.items():
        if command == "scent check":
            (segment,) = (library.home / "damaged" / "segments").iterdir()
            with (segment / "texts.arrow").open("r+b") as file:
                file.seek(-40, os.SEEK_END)
                file.write(b"damage")
        option = [] if command in WITHOUT_OPTION else ["--json"]
        values[command] = library(*words, *option)
    return values


def keys_of(value: object, name: str, known: json_schema.Object) -> Iterator[tuple[str, object]]:
    """Every key of an object that is promised, or should be, as it is called in the table, with its value."""
    inner = [key for key in known if key.startswith(name) and key != name]
    if isinstance(value, dict) and (inner or not name):
        for key, each in value.items():
            if any(other.startswith(f"{name}*.") for other in inner):
                yield from keys_of(each, f"{name}*.", known)
            else:
                yield f"{name}{key}", each
                yield from keys_of(each, f"{name}{key}.", known)
    elif isinstance(value, list) and any(key.startswith(f"{name[:-1]}[].") for key in known):
        for each in value:
            yield from keys_of(each, f"{name[:-1]}[].", known)


@pytest.mark.parametrize("command", RUNS)
def test_the_keys_of_an_object_are_those_of_the_table(results: dict[str, Result], command: str) -> None:
    known = json_schema.OBJECTS[command]
    assert results[command].records
    for record in results[command].records:
        values = list(keys_of(record, "", known))
        assert [name for name, _ in values if name not in known] == []
        for name, value in values:
            assert TYPES[known[name].type](value), (name, value)
        present = {name for name, _ in values}
        top = {name for name, key in known.items() if key.always and not re.search(r"[.*\[]", name)}
        assert top <= present
        for name, key in known.items():
            above = name.rpartition(".")[0]
            assert name in present or not key.always or above not in present, name
        order = [name for name in record if name in known]
        assert order == sorted(order, key=list(known).index)


@pytest.mark.parametrize("command", [command for command in RUNS if command not in CATALOGUE])
def test_objects_look_as_agreed(
    library: Command, results: dict[str, Result], golden: Callable[[str, bytes], None], command: str
) -> None:
    lines = [json.dumps(settled(record, library.directory.parent)) for record in results[command].records]
    if command.startswith(("scent search", "scent similar")):  # in the order of scores, which are nearly equal
        lines.sort()
    golden(
        f"json/{command.removeprefix('scent ').replace(' ', '')}.jsonl", "".join(f"{each}\n" for each in lines).encode()
    )


def settled(value: Any, base: Path, name: str = "") -> Any:  # noqa: ANN401  # anything that JSON has
    """A value without what differs from run to run; what lies in `base` lies in /home/you."""
    if name in VOLATILE or isinstance(value, float):
        return type(value)()
    if isinstance(value, dict):
        return {key: settled(each, base, key) for key, each in value.items()}
    if isinstance(value, list):
        return [settled(each, base, name) for each in value[: 1 if name == "vector" else None]]
    if name == "path_bytes":
        return base64.b64encode(base64.b64decode(value).replace(os.fsencode(base), b"/home/you")).decode()
    if isinstance(value, str):
        return value.replace(str(base), "/home/you").replace(str(BUNDLED.parent), "/usr/share/models")
    return value


def test_the_table_has_every_verb_that_prints_json() -> None:
    verbs = {
        verb.command
        for verb in command_tree.read(command_line.group()).walk()
        if any("--json" in each.names for each in verb.options)
    }
    described = {" ".join(command.partition(" --")[0].split()[:2]) for command in json_schema.OBJECTS}
    assert described == verbs | WITHOUT_OPTION
    assert set(RUNS) | ELSEWHERE == set(json_schema.OBJECTS)


def test_what_a_template_may_name_are_the_keys_of_a_hit() -> None:
    assert set(hit_fields.TEMPLATE_KEYS) == set(json_schema.OBJECTS["scent search"])


@pytest.mark.parametrize("name", [name for name in hit_fields.TEMPLATE_KEYS if name not in {"path_bytes", "explain"}])
def test_each_key_of_a_template_gives_the_value_of_json(library: Command, name: str) -> None:
    words = ("search", "radiator ferry", "boiler.md", "-k1")
    (record,) = library(*words, "--json", "--explain").records
    value: Any = record
    for key in name.split("."):
        value = value[key]
    shown = library(*words, "--format", f"{{{name}}}").out.decode().rstrip("\n")
    if name == "path":
        assert value.endswith(shown)
    elif name == "heading":
        assert shown == " > ".join(value)
    elif isinstance(value, list):
        assert shown == ", ".join(value)
    elif name == "sentence":
        assert shown == value["text"]
    else:
        assert shown == ("" if value is None else " ".join(str(value).split()))


def test_a_key_without_a_value_is_empty_in_any_form(library: Command) -> None:
    line = library(
        "search", "ferry", "garden.txt", "--all", "--mode", "lexical", "--format", "<{explain.cosine:.2f}{date:>9}>"
    )
    assert line.out in {b"<>\n", b""}


def test_a_key_goes_only_with_a_new_version(golden: Callable[[str, bytes], None]) -> None:
    lines = [
        f"{command} {name} {key.type}\n" for command, keys in json_schema.OBJECTS.items() for name, key in keys.items()
    ]
    golden(f"json/keys-{json_schema.VERSION}.txt", "".join(lines).encode())


def test_the_version_of_the_objects_can_be_asked(scent: Command) -> None:
    assert scent("--version", "--json").records == [{"scent": "0.1.0", "json": json_schema.VERSION}]
    result = scent("--json", "status")
    assert (result.code, result.err) == (
        2,
        b"scent: --json goes after the verb\nhint: such as: scent status --json\n",
    )
