"""Writes the lexical index of the next generation.

tantivy writes each of its files once, except two lists of them. So the next generation's directory
starts with hard links to the files of the current one, and tantivy adds and removes files there. No
directory that a manifest names is ever written to.

tantivy resolves the path that it is given, and keeps to it when the index is moved. So the directory has a random
name until it is finished: tantivy never finds it in another index that is moved to that path.
"""

import json
import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tantivy

from scent.formats.index.errors import is_panic, quoted_os_error
from scent.formats.index.lexical.files import check_files, link_files, sync_file
from scent.formats.index.lexical.schema import (
    BODY,
    CONTEXT,
    DOCUMENT,
    EXACT,
    KEY,
    NAME,
    TOKENIZER,
    schema,
    text_above,
    tokenizer,
)
from scent.formats.index.lexical.stemming import Terms
from scent.formats.index.lexical.words import words
from scent.formats.index.manifest import LexicalEntry
from scent.formats.index.records import CHUNK_BITS, ChunkRecord, DocumentRecord, Piece
from scent.formats.index.storage import atomic, layout
from scent.formats.index.storage.checksum import FileSum

# The least memory that tantivy accepts; more would only make fewer, larger files, which it merges
# anyway.
_HEAP_BYTES = 15_000_000


class LexicalWriter:
    """The lexical index of the next generation while it is written.

    Args:
        directory: created here; must not exist.
        base: directory and manifest entry of the generation to start from, or None to start empty.

    Raises:
        DamageError: (from here only) a file of `base` has changed since it was written.
        OSError: (from any method) the disk is full, or the directory cannot be written to.
    """

    def __init__(self, directory: Path, base: tuple[Path, LexicalEntry] | None) -> None:
        self.directory = directory
        self._draft = directory.with_name(layout.draft_name(directory.name))
        self._base_files: dict[str, FileSum] = {}
        self._languages: set[str] = set()
        self._terms: dict[str, Terms] = {}  # by language
        if base is not None:
            check_files(*base)
            self._base_files = base[1].files
            self._languages.update(base[1].languages)
        atomic.make_directory(directory.parent)
        self._draft.mkdir(mode=0o700)
        self._draft.chmod(0o700)
        if base is not None:
            link_files(base[0], self._draft, self._base_files)
        # Created here, so that its mode does not depend on the umask of the first reader.
        os.close(atomic.create(self._draft / layout.LEXICAL_READ_LOCK))
        with _as_os_error():
            index = tantivy.Index(schema(), path=str(self._draft))
            index.register_tokenizer(TOKENIZER, tokenizer())
            self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add_document(
        self, number: int, record: DocumentRecord, pieces: Sequence[Piece], chunks: Sequence[ChunkRecord], names: str
    ) -> None:
        """Add all chunks of the document with the id `number`; `names` are those by which its file is found."""
        starts = [piece.start for piece in pieces]
        self._languages.add(record.language)
        terms = self._terms.setdefault(record.language, Terms(record.language))
        contexts: dict[Sequence[str], str] = {}  # by headings, which chunks share
        for place, chunk in enumerate(chunks):
            entry = tantivy.Document()
            entry.add_unsigned(KEY, number << CHUNK_BITS | place)
            entry.add_unsigned(DOCUMENT, number)
            body, exact = terms.of(pieces[bisect_right(starts, chunk.start) - 1].text_of(chunk))
            entry.add_text(BODY, body)
            entry.add_text(EXACT, exact)  # a word that is its own stem stands in the body already
            if chunk.heading not in contexts:
                above = text_above(record.path, record.title, chunk.heading)
                contexts[chunk.heading] = terms.of(above)[0]
            entry.add_text(CONTEXT, contexts[chunk.heading])
            if place == record.part == 0:  # once for each file, so that their number is that of files
                entry.add_text(NAME, " ".join(dict.fromkeys(words(names))))
            with _as_os_error():
                self._writer.add_document(entry)

    def remove(self, document: int) -> None:
        """Remove all chunks of the document with the id `document`."""
        with _as_os_error():
            # Not by term: tantivy-py makes a signed term of a number, which an unsigned field never
            # contains.
            self._writer.delete_documents_by_query(tantivy.Query.term_query(schema(), DOCUMENT, document))

    def finish(self, name: str) -> LexicalEntry:
        """Make everything durable, and return the entry for the manifest."""
        with _as_os_error():
            self._writer.commit()
            self._writer.wait_merging_threads()
        meta = json.loads((self._draft / layout.LEXICAL_META).read_bytes())
        files = self._live_files(meta)
        for path in self._draft.iterdir():
            if path.name not in files and path.name != layout.LEXICAL_READ_LOCK:
                path.unlink()
        atomic.sync_directory(self._draft)
        self._draft.rename(self.directory)
        atomic.sync_directory(self.directory.parent)
        entries = sum(segment["max_doc"] for segment in meta["segments"])
        deleted = sum(segment["deletes"]["num_deleted_docs"] for segment in meta["segments"] if segment["deletes"])
        return LexicalEntry(name, entries, deleted, files, tuple(sorted(self._languages)))

    def discard(self) -> None:
        """Remove everything that was written."""
        with suppress(OSError), _as_os_error():
            self._writer.rollback()
            self._writer.wait_merging_threads()
        import shutil  # loads bz2 and lzma, which a search does not need

        shutil.rmtree(self._draft, ignore_errors=True)

    def _live_files(self, meta: dict[str, Any]) -> dict[str, FileSum]:
        """Return the files that `meta`, tantivy's own list of segments, needs; new ones are synced."""
        live = {segment["segment_id"].replace("-", "") for segment in meta["segments"]}
        deletes = {
            f"{segment['segment_id'].replace('-', '')}.{segment['deletes']['opstamp']}.del"
            for segment in meta["segments"]
            if segment["deletes"]
        }
        files: dict[str, FileSum] = {}
        for path in sorted(self._draft.iterdir()):
            stem = path.name.split(".")[0]
            if stem in live and (path.suffix != ".del" or path.name in deletes):
                files[path.name] = self._base_files.get(path.name) or sync_file(path)
            elif path.name in {layout.LEXICAL_META, layout.LEXICAL_MANAGED}:
                files[path.name] = sync_file(path)
        return files


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Turn the ValueError that tantivy raises on a full disk and the like into an OSError."""
    try:
        yield
    except (ValueError, RuntimeError) as error:
        raise quoted_os_error(error) or OSError(f"the lexical index could not be written: {error}") from None
    except BaseException as error:
        if not is_panic(error):
            raise
        raise quoted_os_error(error) or OSError("the lexical index could not be written") from None
