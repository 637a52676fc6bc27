"""What people are told about settings, files and the environment: one table for the manual and for `scent config`.

Owned here: the words. Not here: what a setting may be and where its value comes from (`scent.cli.settings`).
"""

from collections.abc import Mapping

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

ENVIRONMENT: Mapping[str, str] = {
    "SCENT_NAME": "The setting NAME, in capitals, such as SCENT_INDEX: wins over config.toml, not over an option.",
    "PAGER": "The pager, where neither `SCENT_PAGER` nor config.toml names one. LESS is set to FRX if it is not set.",
    "NO_COLOR": "If not empty, nothing is coloured unless `--color always` says so.",
    "CLICOLOR_FORCE": "If neither empty nor 0, output is coloured even where it does not go to a terminal.",
    "TERM": "On a terminal that is called dumb, nothing is coloured and nothing is drawn over.",
    "COLUMNS": "The width of the terminal, where it does not tell by itself.",
    "HF_ENDPOINT": "The hub that `scent models pull` asks instead of https://huggingface.co: a mirror, for one.",
    "HF_TOKEN": "What opens gated and private models on the hub; sent to nobody else.",
    "HF_HUB_OFFLINE": "If 1, `scent models pull` asks nobody, and takes what Hugging Face's own cache holds.",
    "HTTPS_PROXY": "The proxy through which `scent models pull` goes, except to hosts in NO_PROXY.",
    "XDG_CONFIG_HOME": "Where config directories lie instead of in `~/.config`.",
    "XDG_DATA_HOME": "Where data directories lie instead of in `~/.local/share`.",
    "XDG_CACHE_HOME": "Where caches lie instead of in `~/.cache`.",
}

FILES: Mapping[str, str] = {
    "~/.config/scent/config.toml": "Settings; see `scent-config(5)`.",
    "~/.local/share/scent/index": "The index that is used unless another is named; see `scent-index(5)`.",
    "~/.local/share/scent/models": "Models that go by their names, `NAME.gguf`; `NAME.json` records where from.",
    "~/.cache/scent": "What makes the next run faster; anybody may delete it.",
    ".gitignore, .ignore, .scentignore": "In the directories that are indexed: what is left out.",
}
