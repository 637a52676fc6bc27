"""Options and arguments as data, which costs a process that only runs a verb nothing.

Owned here: what is said of a parameter.
"""

from typing import Any


class Parameter:
    """What the annotation of a parameter of a verb says: the keywords are those of `typer.Option` and `typer.Argument`.

    Attributes:
        names: how an option is typed, such as `--limit`, `-k`; a flag and its opposite as `--warm/--cold`.
        more: all else.
    """

    def __init__(self, *names: str, help: str, **more: Any) -> None:  # noqa: A002, ANN401  # as Typer has them
        self.names = names
        self.more = {"help": help, **more}


class Option(Parameter):
    """An option, anywhere on the command line."""


class Argument(Parameter):
    """An argument, by its place among those that are no options."""
