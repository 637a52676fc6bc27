"""What the completions of all shells share."""

from scent.cli.settings.values import choices as setting_choices
from scent.core.files.file_types import file_types
from scent.core.models import catalogue
from tools.command_tree import Parameter, Verb
from tools.descriptions import SETTINGS

GENERATED = "Made by tools/generate.py from the command line; change that instead."

# The directories that an index covers, from its manifest; names with escapes are left to the shell.
ROOTS = r"""match($0, /"roots":\["[^]]*"\]/) {
    count = split(substr($0, RSTART + 10, RLENGTH - 12), root, "\",\"")
    for (i = 1; i <= count; i++) if (root[i] !~ /\\/) print root[i]
}"""

# As in git: `scent help search`.
HELP = ("help", "Show the options of a verb")


def all_verbs(top: Verb) -> list[Verb]:
    """Every verb, `scent` itself first."""
    return list(top.walk())


def choices(parameter: Parameter) -> tuple[str, ...]:
    """The values that a parameter accepts; empty if they cannot be listed."""
    if parameter.kind == "type":
        return tuple(file_types())
    return tuple(SETTINGS) if parameter.kind == "setting" else parameter.values


def setting_values() -> dict[str, tuple[str, ...]]:
    """The words that each setting may be, for settings that are one of a few words."""
    return {name: values for name in SETTINGS if (values := setting_choices(name))}


def model_names() -> str:
    """The names of the models that can be fetched."""
    return " ".join(entry.name for entry in catalogue.entries())
