"""Read the command line from Typer's commands: every verb with its options, arguments, examples and exit codes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

# The kind of a value, which tells a shell what to complete.
Kind = Literal[
    "flag", "value", "path", "file", "directory", "model", "name", "index", "setting", "setting value", "type"
]
_KINDS: dict[str, Kind] = {
    "FILE": "file",
    "DIR": "directory",
    "PATH": "path",
    "DATASET": "directory",
    "SETTING": "setting",
    "VALUE": "setting value",
    "MODEL": "name",
}
_NAMED: dict[str, Kind] = {"--model": "model", "--index": "index", "--type": "type", "--type-not": "type"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """An option (`names` as they are typed, `metavar` empty for a flag) or an argument (no `names`).

    The metavar of a flag that may have a value is `[=VALUE]`. `opposites` are the names that switch a flag off.
    """

    names: tuple[str, ...]
    metavar: str
    help: str
    kind: Kind
    values: tuple[str, ...] = ()
    repeated: bool = False
    required: bool = False
    opposites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verb:
    """A command: `name` is what follows `scent`, such as `search`; empty for `scent` itself.

    `text` holds paragraphs; `sections` are those below the options, such as `Examples`, as lines.
    """

    name: str
    text: tuple[str, ...]
    options: tuple[Parameter, ...]
    arguments: tuple[Parameter, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    verbs: tuple["Verb", ...] = ()

    @property
    def command(self) -> str:
        """The words that run it."""
        return f"scent {self.name}".strip()

    @property
    def summary(self) -> str:
        """Its first sentence, without the full stop."""
        return self.text[0].split(". ")[0].removesuffix(".")

    def section(self, title: str) -> tuple[str, ...]:
        """The lines of a section, none if it has no such section."""
        return dict(self.sections).get(title, ())

    def walk(self) -> Iterator["Verb"]:
        """Itself and every verb below."""
        yield self
        for verb in self.verbs:
            yield from verb.walk()


def read(group: Any) -> Verb:  # noqa: ANN401  # Typer keeps the class private
    """The whole tree of a Typer group, `scent` itself at its top."""
    return _verb("", group)


def _verb(name: str, command: Any, outer: Any = None) -> Verb:  # noqa: ANN401  # Typer keeps these classes private
    parts = re.split(r"\n\s*\n", (command.help or "").replace("\b\n", "").strip())
    context = command.make_context("scent", [], outer, resilient_parsing=True)
    parameters = [_parameter(each) for each in command.get_params(context) if not getattr(each, "hidden", False)]
    return Verb(
        name,
        tuple(" ".join(part.split()) for part in parts),
        tuple(each for each in parameters if each.names),
        tuple(each for each in parameters if not each.names),
        tuple(_sections(command.epilog or "")),
        tuple(
            _verb(inner, command.get_command(context, inner), context)
            for inner in (command.list_commands(context) if not outer else ())
        ),
    )


def _parameter(each: Any) -> Parameter:  # noqa: ANN401  # as above
    option = each.param_type_name == "option"
    flag = bool(getattr(each, "is_flag", False))
    values = tuple(str(value) for value in getattr(each.type, "choices", ()))
    metavar = "" if flag else each.metavar or each.name.upper()
    word = re.sub(r"[^A-Z].*", "", metavar.strip("[]"))
    names = tuple(_sorted([*each.opts, *each.secondary_opts]))
    kind: Kind = "flag" if flag or metavar.startswith("[=") else _KINDS.get(word, "value")
    if option:
        kind = "value" if kind == "setting value" else kind
        kind = next((_NAMED[name] for name in names if name in _NAMED), kind)
    return Parameter(
        names if option else (),
        metavar,
        " ".join((each.help or "").split()),
        kind,
        values,
        repeated=bool(getattr(each, "multiple", False)) or each.nargs < 0,
        required=each.required,
        opposites=tuple(_sorted(each.secondary_opts)) if option else (),
    )


def _sorted(names: Sequence[str]) -> list[str]:
    """Short names first."""
    return sorted(names, key=lambda name: (name.startswith("--"), name))


def _sections(epilog: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The sections of an epilog: a title that ends in a colon, then lines."""
    for part in re.split(r"\n\s*\n|\n?\x08\n", epilog.replace("\\b", "\b")):
        lines = [line.rstrip() for line in part.splitlines() if line.strip()]
        if lines:
            yield lines[0].removesuffix(":"), tuple(line.removeprefix("  ") for line in lines[1:])
