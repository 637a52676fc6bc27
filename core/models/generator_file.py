"""Language models in GGUF files: tries a file before it is loaded here, and loads it.

As with embedding models, a file that the user names is probed in a process of its own (`scent.core.inference.probe`).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from scent.core.models import gguf_file
from scent.errors import ModelError

if TYPE_CHECKING:
    from scent.core.inference.generator import Generator
    from scent.core.inference.gguf.generator_card import GeneratorCard


def check_generator(path: Path) -> None:
    """Make sure that a file is a language model, as far as its header tells (10 ms).

    Raises:
        ModelError: there is no such file, it is damaged, or it is not a model that writes text.
    """
    from scent.core.inference.gguf.generator_card import read_generator_card

    gguf_file.check_is_there(path)
    read_generator_card(path)


def writer_card(path: Path) -> "GeneratorCard | None":
    """What a language model says about itself; None for a file that is no GGUF file, or has a model of another kind.

    Raises:
        ModelError: the file is damaged.
    """
    if not gguf_file.serves(path):
        return None
    from scent.core.inference.gguf.generator_card import make_generator_card, why_silent
    from scent.core.inference.gguf.header import read_header

    header = read_header(path)
    return None if why_silent(header) else make_generator_card(header, path.name)


def open_generator(path: Path, cache: Path | None) -> "Generator":
    """Load the language model in a file; the first time it is tried before.

    Raises:
        ModelError: the file is missing, damaged or not a model that writes text.
    """
    from scent.core.inference.generator import Generator
    from scent.core.inference.gguf.generator_card import read_generator_card
    from scent.core.models import trust

    check_generator(path)
    try:
        trust.ensure_generator_tried(path, cache)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}") from error
    return Generator(path, read_generator_card(path))
