"""Count how much of a text is embedded again after one sentence, or line, was inserted into it.

    .venv/bin/python benchmarks/inserted.py PROSE... CODE... LOG...

Each argument is a file, which is read by its name. Boundaries of chunks after the sentence move until they meet those
of before; this counts the chunks between, and their tokens. Nothing is embedded.
"""

import io
import os
import sys
from pathlib import Path

from scent.core.chunking.chunker import chunk
from scent.core.config import ChunkSettings
from scent.core.indexing.vector_reuse import text_hashes
from scent.core.inference.model import Model
from scent.core.models import source
from scent.core.profile import resolve_profile
from scent.formats.documents.registry import read_file

INSERTED = b"One more sentence stands here, which nobody has read before.\n"
PLACES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.95, 1.0)


def main() -> None:
    """Print a row for each file: its tokens, and those embedded again for each place of the sentence."""
    model = source.load(resolve_profile(Path("nowhere")).model, None)
    print("file, tokens, chunks;", *(f"at {place:.0%}" for place in PLACES))
    for name in sys.argv[1:]:
        data = Path(name).read_bytes()
        before = hashes(model, data, name)
        known = {each for each, _ in before}
        row = []
        for place in PLACES:
            at = data.find(b"\n", int(place * len(data))) + 1 if 0 < place < 1 else int(place) * len(data)
            after = hashes(model, data[:at] + INSERTED + data[at:], name)
            new = [tokens for each, tokens in after if each not in known]
            row.append(f"{sum(new)} in {len(new)}")
        print(Path(name).name, sum(tokens for _, tokens in before), len(before), row, flush=True)


def hashes(model: Model, data: bytes, name: str) -> list[tuple[bytes, int]]:
    """The hash and the number of tokens of each chunk of a file."""
    result = []
    for document in read_file(io.BytesIO(data), os.fsencode(name)):
        chunked = chunk(document, model.tokenize, ChunkSettings().chunk_tokens)
        spans = [(each.start, each.end) for each in chunked.chunks]
        lengths = [each.last_token - each.first_token for each in chunked.chunks]
        result += zip(text_hashes(document.text, spans), lengths, strict=True)
    return result


if __name__ == "__main__":
    main()
