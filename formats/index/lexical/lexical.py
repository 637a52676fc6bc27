"""The lexical index: BM25 over the words of every live chunk, in a directory that belongs to one generation.

Owned here: tantivy's index.

tantivy's files are written once, but for its two lists of them; so the next generation's directory is made of hard
links to this one's files, and tantivy adds and removes there. No directory that a manifest names is ever written to.
"""

import json
import math
import os
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

import numpy as np
import tantivy

from scent.arrays import Keys, Scores
from scent.formats.index.errors import damaged
from scent.formats.index.lexical.function_words import MOST_WEIGHT, function_words
from scent.formats.index.lexical.stemming import forms, terms_of
from scent.formats.index.lexical.words import words
from scent.formats.index.manifest import LexicalEntry
from scent.formats.index.records import CHUNK_BITS, ChunkRecord, DocumentRecord, Piece, QueryTerm
from scent.formats.index.segment.segment_reader import text_of
from scent.formats.index.storage import atomic, layout
from scent.formats.index.storage.checksum import FileSum, digest_file

_TOKENIZER = "scent"
_KEY, _DOCUMENT, _BODY, _CONTEXT = "key", "document", "body", "context"

# The least that tantivy takes; more makes fewer, larger pieces that it would merge anyway.
_HEAP_BYTES = 15_000_000
# A word in a title, heading or file name counts this much of one in the passage itself.
_CONTEXT_WEIGHT = 0.5
# A query may be a whole pasted page; the words that come first say what it is about.
_MOST_WORDS = 256


class LexicalWriter:
    """The lexical index of the next generation in the making.

    Args:
        directory: made here; must not exist.
        base: directory and manifest entry of the generation to start from, or None to start empty.

    Raises:
        DamageError: (from here only) `base` is not what was written.
        OSError: (from any method) the disk is full, or the directory cannot be written to.
    """

    def __init__(self, directory: Path, base: tuple[Path, LexicalEntry] | None) -> None:
        self.directory = directory
        self._known: dict[str, FileSum] = {}
        self._languages: set[str] = set()
        if base is not None:
            check(*base)
            self._known = base[1].files
            self._languages.update(base[1].languages)
        atomic.make_directory(directory.parent)
        directory.mkdir(mode=0o700)
        directory.chmod(0o700)
        if base is not None:
            _link(base[0], directory, self._known)
        # A reader's umask must not decide about this file's mode.
        os.close(atomic.create(directory / layout.LEXICAL_READ_LOCK))
        with _as_os_error():
            index = tantivy.Index(_schema(), path=str(directory))
            index.register_tokenizer(_TOKENIZER, _as_it_is())
            self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add_document(
        self, number: int, record: DocumentRecord, pieces: Sequence[Piece], chunks: Sequence[ChunkRecord]
    ) -> None:
        """Add all chunks of the document whose id is `number`."""
        name = record.path.rpartition(b"/")[2].decode("utf-8", "replace")
        starts = [piece.start for piece in pieces]
        self._languages.add(record.language)
        for place, chunk in enumerate(chunks):
            entry = tantivy.Document()
            entry.add_unsigned(_KEY, number << CHUNK_BITS | place)
            entry.add_unsigned(_DOCUMENT, number)
            body = text_of(chunk, pieces[bisect_right(starts, chunk.start) - 1])
            context = "\n".join((name, record.title, *chunk.heading))
            entry.add_text(_BODY, " ".join(terms_of(body, record.language)))
            entry.add_text(_CONTEXT, " ".join(terms_of(context, record.language)))
            with _as_os_error():
                self._writer.add_document(entry)

    def remove(self, document: int) -> None:
        """Remove all chunks of the document whose id is `document`."""
        with _as_os_error():
            # Not by term: tantivy-py makes a signed term of a number, which an unsigned field never holds.
            self._writer.delete_documents_by_query(tantivy.Query.term_query(_schema(), _DOCUMENT, document))

    def finish(self, name: str) -> LexicalEntry:
        """Make everything durable, and say what a manifest must hold about it."""
        with _as_os_error():
            self._writer.commit()
            self._writer.wait_merging_threads()
        meta = json.loads((self.directory / layout.LEXICAL_META).read_bytes())
        live = {segment["segment_id"].replace("-", "") for segment in meta["segments"]}
        deletes = {
            f"{segment['segment_id'].replace('-', '')}.{segment['deletes']['opstamp']}.del"
            for segment in meta["segments"]
            if segment["deletes"]
        }
        files: dict[str, FileSum] = {}
        for path in sorted(self.directory.iterdir()):
            stem = path.name.split(".")[0]
            if stem in live and (path.suffix != ".del" or path.name in deletes):
                files[path.name] = self._known.get(path.name) or _settled(path)
            elif path.name in {layout.LEXICAL_META, layout.LEXICAL_MANAGED}:
                files[path.name] = _settled(path)
            elif path.name != layout.LEXICAL_READ_LOCK:
                path.unlink()
        atomic.sync_directory(self.directory)
        atomic.sync_directory(self.directory.parent)
        entries = sum(segment["max_doc"] for segment in meta["segments"])
        deleted = sum(segment["deletes"]["num_deleted_docs"] for segment in meta["segments"] if segment["deletes"])
        return LexicalEntry(name, entries, deleted, files, tuple(sorted(self._languages)))

    def discard(self) -> None:
        """Remove everything that was written."""
        with suppress(OSError), _as_os_error():
            self._writer.rollback()
            self._writer.wait_merging_threads()
        import shutil  # here, as it loads bz2 and lzma, which a search has no use for

        shutil.rmtree(self.directory, ignore_errors=True)


class LexicalReader:
    """A generation's lexical index, open to search.

    Raises:
        DamageError: it is not what was written.
        FileNotFoundError: it is not there (any more).
    """

    def __init__(self, directory: Path, entry: LexicalEntry) -> None:
        check(directory, entry)
        self._path = directory
        with _as_damage(directory), _lockable(directory, entry) as place:
            index = tantivy.Index.open(str(place))
            self._schema = index.schema
            # The searcher has mapped every file; without its index, nothing watches the directory.
            self._searcher = index.searcher()
        self._languages = entry.languages

    def query_terms(self, text: str) -> list[QueryTerm]:
        """The words of a query as typed, each once, with what they are looked for as."""
        found = words(text)
        joining = function_words(found, self._languages)
        typed = dict(zip(forms(found, self._languages), found, strict=True))
        with _as_damage(self._path):
            return [
                QueryTerm(terms, min(self._rarity(terms), MOST_WEIGHT if word in joining else math.inf))
                for terms, word in islice(typed.items(), _MOST_WORDS)
            ]

    def search(
        self, query_terms: Sequence[QueryTerm], limit: int, documents: Sequence[int] | None = None
    ) -> tuple[Keys, Scores]:
        """The chunks that hold any of the words in `query_terms`, best first.

        Args:
            query_terms: a query's words.
            limit: how many chunks at most.
            documents: ids of the only documents that count; None for all.

        Returns:
            Their keys (n,) and BM25 scores (n,).
        """
        if limit <= 0 or not query_terms:
            return np.empty(0, np.uint64), np.empty(0, np.float32)
        with _as_damage(self._path):
            hits = self._searcher.search(self._query(query_terms, documents), limit=limit, count=False).hits
            keys = self._searcher.fast_field_values(_KEY, [address for _, address in hits])
        return np.array(keys, np.uint64), np.array([score for score, _ in hits], np.float32)

    def keys(self) -> Keys:
        """The keys of all chunks that can be found, ascending."""
        with _as_damage(self._path):
            count = max(1, self._searcher.num_docs)
            hits = self._searcher.search(tantivy.Query.all_query(), limit=count, count=False).hits
            keys = self._searcher.fast_field_values(_KEY, [address for _, address in hits])
        return np.sort(np.array(keys, np.uint64))

    def _rarity(self, terms: Sequence[str]) -> float:
        """The inverse document frequency of a word, as BM25 counts it, from the chunks that hold any of its terms."""
        count = self._searcher.num_docs
        number = min(count, sum(self._searcher.doc_freq(_BODY, term) for term in terms))
        return math.log1p((count - number + 0.5) / (number + 0.5))

    def _query(self, query_terms: Sequence[QueryTerm], documents: Sequence[int] | None) -> tantivy.Query:
        query = tantivy.Query
        clauses = [(tantivy.Occur.Should, self._word(each)) for each in query_terms]
        found = query.boolean_query(clauses)
        if documents is None:
            return found
        scope = query.const_score_query(query.term_set_query(self._schema, _DOCUMENT, list(documents)), 0.0)
        return query.boolean_query([(tantivy.Occur.Must, found), (tantivy.Occur.Must, scope)])

    def _word(self, word: QueryTerm) -> tantivy.Query:
        """What finds a word as any of its terms: the best of them counts, as if it were as rare as all together."""
        query = tantivy.Query
        ways = []
        for term in word.terms:
            rarity = self._rarity((term,))
            share = word.weight / rarity if rarity > 0 else 1.0
            fields = [
                (tantivy.Occur.Should, query.boost_query(clause, share * boost))
                for field, boost in ((_BODY, 1.0), (_CONTEXT, _CONTEXT_WEIGHT))
                for clause in (query.term_query(self._schema, field, term, "freq"),)
            ]
            ways.append(query.boolean_query(fields))
        return ways[0] if len(ways) == 1 else query.disjunction_max_query(ways)


def check(directory: Path, entry: LexicalEntry) -> None:
    """Read every file of a lexical index and compare it with its checksum.

    Raises:
        DamageError: one is not what was written.
        FileNotFoundError: one is missing.
    """
    for name, expected in entry.files.items():
        path = directory / name
        if path.stat().st_size != expected.size or digest_file(path) != expected:
            raise damaged(path, "does not match its checksum")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_KEY, fast=True)
    builder.add_unsigned_field(_DOCUMENT, indexed=True)
    builder.add_text_field(_BODY, tokenizer_name=_TOKENIZER, index_option="freq")
    builder.add_text_field(_CONTEXT, tokenizer_name=_TOKENIZER, index_option="freq")
    return builder.build()


def _as_it_is() -> tantivy.TextAnalyzer:
    """Terms as they are given: `words` and `stemming` have done all that is to be done."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def _link(source: Path, target: Path, names: dict[str, FileSum]) -> None:
    import shutil

    for name in names:
        try:
            (target / name).hardlink_to(source / name)
        except OSError:  # a file system without hard links
            shutil.copyfile(source / name, target / name)
            (target / name).chmod(0o600)


def _settled(path: Path) -> FileSum:
    path.chmod(0o600)
    atomic.sync_file(path)
    return digest_file(path)


@contextmanager
def _lockable(directory: Path, entry: LexicalEntry) -> Iterator[Path]:
    """A directory that tantivy can open: it insists on locking a file there, which fails where nothing can be written.

    Then it gets a directory of symbolic links elsewhere, which is gone again as soon as the files are mapped. (A lock
    file that can only be read does not do: tantivy opens it to write.)
    """
    lock = directory / layout.LEXICAL_READ_LOCK
    if os.access(directory, os.W_OK):
        with suppress(OSError):  # it is there already, or cannot be made: then links do
            os.close(atomic.create(lock))
    if os.access(lock, os.W_OK):
        yield directory
        return
    import tempfile

    with tempfile.TemporaryDirectory(prefix="scent-", ignore_cleanup_errors=True) as links:
        for name in entry.files:
            (Path(links) / name).symlink_to((directory / name).absolute())
        yield Path(links)


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Tantivy reports a full disk and the like as a ValueError with a long story."""
    try:
        yield
    except (ValueError, RuntimeError) as error:
        code = re.search(r"(?:code: |os error )([0-9]{1,4})", str(error))
        message = f"The lexical index could not be written: {error}"
        raise (OSError(int(code[1]), message) if code else OSError(message)) from None


@contextmanager
def _as_damage(directory: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, RuntimeError, KeyError) as error:
        raise damaged(directory, f"cannot be read ({error})") from None
    except BaseException as error:
        # A panic in Rust arrives as an exception that no module exports and that is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(directory, "cannot be read") from None
