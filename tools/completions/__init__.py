"""Write completions for bash, zsh and fish: plain scripts that start no Python."""

from collections.abc import Mapping

from tools.command_tree import Verb
from tools.completions import bash, fish, zsh


def scripts(top: Verb) -> Mapping[str, str]:
    """The three scripts, by the file names that the shells look for."""
    lines_by_file = {"scent": bash.script(top), "_scent": zsh.script(top), "scent.fish": fish.script(top)}
    return {name: "\n".join(lines) + "\n" for name, lines in lines_by_file.items()}
