"""How much of an index is in languages that its model does not read, so that meaning finds little there."""

from collections import Counter

from scent.core.calibration.calibration import of_manifest
from scent.core.indexing.report import Unread
from scent.formats.index.reader import Reader


def unread_passages(reader: Reader) -> Unread:
    """Count the passages of an index in languages that its model does not read.

    Takes 30 ms for 100,000 documents; nothing where all documents are English.

    Raises:
        DamageError: the manifest has no proper calibration.
    """
    if set(reader.languages) <= {"en", ""}:
        return Unread()
    calibration, chunks = of_manifest(reader.manifest), chunks_by_language(reader)
    unread = {language: count for language, count in chunks.most_common() if count and not calibration.reads(language)}
    passages = sum(unread.values())
    return Unread(passages, passages / max(1, chunks.total()), tuple(unread))


def chunks_by_language(reader: Reader) -> Counter[str]:
    """The number of passages in each language (ISO 639-1; empty if unknown)."""
    chunks: Counter[str] = Counter()
    for language, count in zip(reader.documents.languages, reader.documents.chunks.tolist(), strict=True):
        chunks[language] += count
    return chunks
