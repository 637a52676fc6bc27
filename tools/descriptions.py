"""What people are told about settings, files and the environment: tables for the manual and for completions.

Owned here: the words.
"""

from collections.abc import Mapping
from typing import NamedTuple

# Name: default as it is written in config.toml ("" where there is none), meaning.
SETTINGS: Mapping[str, tuple[str, str]] = {
    "index": ("~/.local/share/scent/index", "The index to use."),
    "cache": ("~/.cache/scent", "Where that lies which makes the next run faster and can be made again."),
    "model": (
        "",
        "An embedding model: a GGUF file, or a name that scent models shows; the bundled one if there is none.",
    ),
    "strategy": ("early", "How passages are embedded: early (each by itself), late (with what surrounds them), blend."),
    "chunk_tokens": ("200", "How much a passage says at most, in tokens of English text."),
    "window_tokens": (
        "0",
        "The longest stretch that is embedded together, in tokens; 0 for what the model is made for.",
    ),
    "hidden": ("false", "Whether hidden files and directories are taken."),
    "no_ignore": ("false", "Whether that is taken which .gitignore, .ignore and .scentignore leave out."),
    "follow": ("false", "Whether symbolic links are followed."),
    "max_filesize": ("32M", "Larger files are left out; 0 for no limit."),
    "workers": ("0", "Threads that embed; 0 for one a processor, and from four processors on for all but one."),
    "limit": ("10", "How many passages a search prints at most."),
    "mode": ("hybrid", "What a search goes by: meaning (dense), words (lexical), or both (hybrid)."),
    "min_score": (
        "",
        "The least score of a passage that is shown; unset: none if the best one is no better than chance finds.",
    ),
    "warm": (
        "",
        "true: a search starts a server where none is; false: it asks none; unset: it asks one that is there.",
    ),
    "pager": (
        "less",
        "What shows results that exceed the screen, a command for the shell; cat for nothing of the kind.",
    ),
}


class Told(NamedTuple):
    """What a variable or a file means, and which pages say so: that of `scent`, and those of `verbs` (none: of all)."""

    meaning: str
    verbs: tuple[str, ...] = ()


_SEARCHING = ("search", "similar")
_COLOURED = (*_SEARCHING, "grep", "index", "eval", "models")
_WITH_INDEX = (*_SEARCHING, "index", "export", "status", "check", "gc", "forget", "config", "models")
_WITH_MODEL = (*_SEARCHING, "index", "grep", "embed", "eval", "models", "config")
_WALKING = ("index", "grep", "status")
_PULLING = ("models",)

ENVIRONMENT: Mapping[str, Told] = {
    "SCENT_NAME": Told(
        "The setting NAME, in capitals, such as SCENT_INDEX: wins over config.toml, not over an option."
    ),
    "PAGER": Told(
        "The pager, where neither `SCENT_PAGER` nor config.toml names one. LESS is set to FRX if it is not set.",
        _SEARCHING,
    ),
    "NO_COLOR": Told("If not empty, nothing is coloured unless `--color always` says so.", _COLOURED),
    "CLICOLOR_FORCE": Told(
        "If neither empty nor 0, output is coloured even where it does not go to a terminal.", _COLOURED
    ),
    "TERM": Told("On a terminal that is called dumb, nothing is coloured and nothing is drawn over.", _COLOURED),
    "COLUMNS": Told("The width of the terminal, where it does not tell by itself.", (*_SEARCHING, "models")),
    "VISUAL, EDITOR": Told("What `scent config edit` opens the file with; else vi.", ("config",)),
    "HF_ENDPOINT": Told(
        "The hub that `scent models pull` asks instead of https://huggingface.co: a mirror, for one.", _PULLING
    ),
    "HF_TOKEN": Told("What opens gated and private models on the hub; sent to nobody else.", _PULLING),
    "HF_HUB_OFFLINE": Told(
        "If 1, `scent models pull` asks nobody, and takes what Hugging Face's own cache holds.", _PULLING
    ),
    "HTTPS_PROXY": Told("The proxy through which `scent models pull` goes, except to hosts in NO_PROXY.", _PULLING),
    "XDG_CONFIG_HOME": Told("Where config directories lie instead of in `~/.config`."),
    "XDG_DATA_HOME": Told("Where data directories lie instead of in `~/.local/share`."),
    "XDG_CACHE_HOME": Told("Where caches lie instead of in `~/.cache`."),
    "XDG_RUNTIME_DIR": Told("Where the socket of `scent serve` lies.", ("search", "serve")),
}

FILES: Mapping[str, Told] = {
    "~/.config/scent/config.toml": Told("Settings; see `scent-config(5)`."),
    "~/.local/share/scent/index": Told(
        "The index that is used unless another is named; see `scent-index(5)`.", _WITH_INDEX
    ),
    "~/.local/share/scent/models": Told(
        "Models that go by their names, `NAME.gguf`; `NAME.json` records where from.", _WITH_MODEL
    ),
    "~/.cache/scent": Told("What makes the next run faster; anybody may delete it.", _WITH_MODEL),
    ".gitignore, .ignore, .scentignore": Told("In the directories that are walked: what is left out.", _WALKING),
}
