"""Completions for bash, zsh and fish: plain scripts that start no Python.

Owned here: how each shell is told what the command line takes.
"""

from collections.abc import Mapping

from tools.command_tree import Verb
from tools.completions import bash, fish, zsh


def scripts(top: Verb) -> Mapping[str, str]:
    """The three scripts by the names under which shells look for them."""
    made = {"scent": bash.script(top), "_scent": zsh.script(top), "scent.fish": fish.script(top)}
    return {name: "\n".join(lines) + "\n" for name, lines in made.items()}
