"""Measures the model of an index: before its first vectors, and again for languages that the index gets later."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from scent.core.calibration.calibration import restored
from scent.core.indexing.stop import Stop
from scent.core.indexing.unread import chunks_by_language
from scent.core.models import source as model_source
from scent.core.profile import Profile
from scent.formats.index.writer import Writer

if TYPE_CHECKING:
    from scent.core.embedding.text_embedder import TextEmbedder
    from scent.core.inference.embedding_model import EmbeddingModel

# A language with fewer passages is not worth the time, and may be an error of the detector.
_WORTH: Final = 20


def measure_cosines(
    writer: Writer, profile: Profile, cache: Path | None, stop: Stop, model: "EmbeddingModel | None" = None
) -> None:
    """Measure what cosines of the model are worth, unless that is known; `model` is the model, if it is loaded.

    Raises:
        ModelError: the model cannot be loaded or run.
        Stopped: a stop was requested.
    """
    if writer.calibration is not None or profile.is_bundled:
        return
    from scent.core.calibration import remembered

    digest, dims = profile.model.identity.digest, profile.chunks.dims
    if known := remembered.find(digest, dims, cache):
        writer.set_calibration(known.values())
        return
    with stop.interruptible(), _open(profile, cache, model) as embedder:
        writer.set_calibration(remembered.find_or_measure(embedder, digest, dims, cache).values())


def measure_languages(writer: Writer, profile: Profile, cache: Path | None, stop: Stop) -> None:
    """Measure whether the model reads the languages of the index, where that is not known; errors as above."""
    if writer.calibration is None:
        return
    from scent.core.calibration.measure import known_languages
    from scent.core.calibration.measure import measure_languages as measure

    known = restored(writer.calibration)
    chunks = chunks_by_language(writer.reader)
    new = {language for language, count in chunks.items() if count >= _WORTH} - known.languages.keys()
    if new & known_languages():
        with stop.interruptible(), _open(profile, cache) as embedder:
            writer.set_calibration(known.with_languages(*measure(embedder, new)).values())


def _open(profile: Profile, cache: Path | None, model: "EmbeddingModel | None" = None) -> "TextEmbedder":
    from scent.core.embedding.text_embedder import TextEmbedder

    model = model or model_source.load(profile.model, cache, patient=True)
    return TextEmbedder.of_model(model, profile.chunks, profile.model.identity.digest)
