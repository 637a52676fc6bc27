"""The program of a reader process that also prepares what it reads, so that an index run uses all processors.

Its argument is a `PreparingJob`.
"""

import sys
from dataclasses import replace

from scent.core.indexing.preparing import frames
from scent.core.indexing.preparing.job import PreparingJob
from scent.core.reading import worker
from scent.core.reading.language import detect_language
from scent.core.reading.pool import CANNOT_START
from scent.errors import ModelError
from scent.formats.documents.base.document import Document


def main() -> None:
    """Answer requests until standard input ends."""
    try:
        preparer = PreparingJob.from_argument(sys.argv[1]).open()
    except ModelError:  # the file is not there now
        sys.exit(CANNOT_START)

    def prepare(document: Document) -> tuple[Document, bytes]:
        language = detect_language(document)
        return replace(document, language=language), frames.pack(preparer.prepare(document, language))

    worker.serve(prepare)


if __name__ == "__main__":
    main()
