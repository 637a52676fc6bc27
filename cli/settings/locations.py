"""Where scent keeps a user's files when no setting names another place."""

from pathlib import Path

from scent.core import directories


def config_file() -> Path:
    """The user's config.toml, which need not exist."""
    return directories.config() / "config.toml"


def default_index() -> Path:
    """The index that is used when none is named."""
    return directories.data() / "index"


def default_judgements() -> Path:
    """The file of judgements of results, which need not exist."""
    return directories.data() / "judgements.jsonl"


def models() -> Path:
    """The directory of models that go by their file's name without `.gguf`."""
    return directories.data() / "models"


def default_cache() -> Path:
    """The cache directory, which is safe to delete."""
    return directories.cache()
