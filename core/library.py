"""The public class `Index`: an index that is brought up to date, searched and exported.

The command line uses the same class. Nothing heavy is loaded before it is needed.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scent.closing import Closing
from scent.core import directories
from scent.core.model_place import Address, Place, is_address
from scent.core.os_errors import explained
from scent.core.server.session import SearchSession, Server
from scent.core.types import (
    EVERYTHING,
    EXACT_SECONDS,
    NOT_COMBINED,
    NOT_RERANKED,
    USUAL_LISTING,
    Combination,
    Conditions,
    Hit,
    Listing,
    Rerank,
    Scope,
)

if TYPE_CHECKING:
    from scent.arrays import Vectors
    from scent.core.embedding.text_embedder import TextEmbedder
    from scent.core.embedding.vector_table import Batch
    from scent.core.indexing.report import Report
    from scent.core.search.results.sorting import Sort
    from scent.core.search.results.stale import Stale
    from scent.core.search.similar import Pair

Name = str | bytes | os.PathLike[str]


class Index(Closing):
    """An index in a directory, which need not exist yet. A context manager; for one thread.

    `path` is the directory. After each call, `warnings` holds what the user should know about it, and `outdated` the
    number of passages that a search left out or marked because their files have changed.
    """

    def __init__(self, path: Name | None = None, *, cache: Name | None = None, server: Server = "never") -> None:
        """Name an index; nothing is opened yet.

        Args:
            path: the directory of the index; None: the index in the user's data directory.
            cache: the cache directory, which is safe to delete; None: the user's.
            server: whether a search first asks the server that `scent serve` runs. "start" also starts a server for
                later searches if none answers. The hits are the same with and without a server.
        """
        self.path = directories.data() / "index" if path is None else Path(os.fsdecode(path)).absolute()
        self.warnings: list[str] = []
        self.outdated = 0
        self._cache = directories.cache() if cache is None else Path(os.fsdecode(cache)).absolute()
        self._session = SearchSession(self.path, self._cache, server)
        self._embedders: dict[bool, TextEmbedder] = {}

    def close(self) -> None:
        """Free models and mapped files; the next call opens them again."""
        self._session.close()
        while self._embedders:
            self._embedders.popitem()[1].close()

    @explained()
    def check_exists(self) -> None:
        """Check that there is an index, without opening it.

        Raises:
            NoIndexError: the directory holds no index.
            ScentError: the index cannot be used.
        """
        from scent.formats.index import manifest_file

        manifest_file.load(self.path)

    @explained()
    def update(  # noqa: PLR0913  # the options of the command
        self,
        *paths: Name,
        model: Name | None = None,
        workers: int = 0,
        wait: float = 0.0,
        reindex: bool = False,
        prune: bool = False,
        device: str = "cpu",
    ) -> "Report":
        """Bring the index up to date with the files at and below `paths`, or with everything that it covers.

        Args:
            paths: files and directories; the index covers them from now on.
            model: a GGUF file, or the address of a model on a server, for a new index instead of the bundled model.
                An index remembers its model.
            workers: the number of embedding threads; 0: the usual number.
            wait: seconds to wait for another process that writes to the index.
            reindex: start again if the index was made with another model.
            prune: remove missing files also where so many are missing that a disk may not be mounted.
            device: compute vectors on the CPU (`cpu`), a GPU (`gpu`), or a GPU if there is one (`auto`). If
                a GPU cannot be used, a warning says why.

        Raises:
            UsageError: there is nothing to index, or a path does not exist.
            MismatchError: the index was made with another model.
            LockedError: another process is writing to the index.
            ScentError: the model or the index cannot be used, or the disk is full.
        """
        from scent.core.embedding.device import Choice, Device
        from scent.core.endpoint.named_servers import announce
        from scent.core.indexing.update import update
        from scent.core.profile import resolve_profile
        from scent.errors import UsageError

        if device not in set(Choice):
            raise UsageError(f"device is {device!r}", hint=f"use one of {', '.join(Choice)}")

        names = [os.fsencode(path) for path in paths]
        for name in names:
            if not os.path.lexists(name):
                raise UsageError(f"no such file or directory: {os.fsdecode(name)}")
        self.close()
        collector = _WarningCollector()
        place = None if model is None else _place(os.fsdecode(model))
        if warning := announce(place):
            collector.warn(warning)
        profile = resolve_profile(self.path, place, again=reindex)
        report = update(
            self.path,
            names,
            profile,
            workers=workers,
            progress=collector,
            wait=wait,
            cache=self._cache,
            reset=reindex,
            prune=prune,
            device=Device(Choice(device), tell=lambda message, _: collector.warn(message)),
        )
        self.warnings = collector.warnings
        return report

    @explained()
    def search(  # noqa: PLR0913  # the options of the command
        self,
        query: str,
        *,
        limit: int = 10,
        mode: str = "hybrid",
        scope: Scope = EVERYTHING,
        files: Sequence[Name] | None = None,
        min_score: float | None = None,
        listing: Listing = USUAL_LISTING,
        stale: "Stale" = "hide",
        context: int = 0,
        literal: bool = False,
        offset: int = 0,
        sort: "Sort" = "score",
        reverse: bool = False,
        combination: Combination = NOT_COMBINED,
        rerank: Rerank = NOT_RERANKED,
        exact_seconds: float = EXACT_SECONDS,
    ) -> list[Hit]:
        """The best passages of the last commit, best first; none if nothing matches.

        Args:
            query: what to look for, in any words, with the operators of scent-search(1). A query that is nothing but
                texts that a passage must contain returns all passages with them, up to `limit`.
            limit: the maximum number of passages.
            mode: `hybrid`, `dense` (by meaning) or `lexical` (by words, without the model).
            scope: the documents to search.
            files: search only at or below these paths as well. The index need not know all of them.
            min_score: leave out passages with a lower score; -1 leaves out none. None: return nothing if the best
                passage is no better than chance, and leave out those that do not belong beside it.
            listing: how many passages of a file to return, and which others.
            stale: what to do with passages of files that have changed since they were indexed. "hide" leaves them out
                and looks for others, "show" marks them in `Hit.stale`, "fail" raises an error.
            context: how many lines around each passage to give in `Hit.before` and `Hit.after`.
            literal: take the query as words only, whatever looks like an operator.
            offset: leave out so many of the best passages. Pages of one index do not overlap.
            sort: the order of the passages that are returned: see `core.search.results.sorting`.
            reverse: turn that order round.
            combination: more texts that a passage must answer, texts to keep away from, and passages as examples.
            rerank: a second look at the best passages, by a reranker or another embedding model.
            exact_seconds: how long the search may make vectors for passages that no run has made them for yet. It makes
                those of the best candidates first, at most 75 for each second.

        Raises:
            NoIndexError: the directory holds no index.
            UsageError: the index holds nothing at one of the scope's paths, a glob is malformed, there is no such
                mode, the operators of the query leave no words to search for, the index does not hold an example, or
                its model takes no instruction.
            ScentError: the index or its model cannot be used, or "fail" found a changed file.
        """
        from scent.core.search.conditions.query_language import is_exact, parse
        from scent.core.search.results.sorting import in_order
        from scent.core.search.results.stale import handle_stale
        from scent.core.server.protocol import Request

        parsed = parse(query, literal=literal)
        names = None if files is None else tuple(os.fsencode(name) for name in files)
        least = -1 if min_score is None and is_exact(parsed) else min_score
        request = Request(self.path, self._cache, parsed.text, limit, mode, least, scope, names, listing, context)
        request = request._replace(conditions=_seen_from_here(parsed.conditions), exact_seconds=exact_seconds)
        request = request._replace(combination=_from_here(combination), rerank=rerank)
        self.warnings = list(parsed.notes)

        def find(most: int) -> list[Hit]:
            hits, warnings = self._session.search(request._replace(limit=most))
            self.warnings += warnings
            return hits

        answer = handle_stale(find, offset + limit, stale)
        self.warnings = list(dict.fromkeys(self.warnings))
        self.outdated = answer.outdated
        return in_order(answer.hits[offset:], sort, reverse=reverse)

    @explained()
    def similar(  # noqa: PLR0913  # the options of the command
        self,
        path: Name | None = None,
        *,
        lines: tuple[int, int] | None = None,
        text: str | bytes = "",
        limit: int = 10,
        scope: Scope = EVERYTHING,
        min_score: float | None = None,
        listing: Listing = USUAL_LISTING,
        stale: "Stale" = "hide",
        context: int = 0,
        exact_seconds: float = EXACT_SECONDS,
    ) -> list[Hit]:
        """The passages most similar to a file of the index, to some of its lines, or to any text; best first.

        Args:
            path: a file of the index; its own passages are left out, or those of the lines.
            lines: the first and the last line, from 1, both inclusive; None: the whole file.
            text: a text to compare with if there is no `path`; the encoding of bytes is detected.
            limit: the maximum number of passages.
            scope: the documents to search.
            min_score: leave out passages with a lower cosine; -1 leaves out none. None: leave out those that do not
                belong beside the best.
            listing: as in `search`.
            stale: as in `search`.
            context: as in `search`.
            exact_seconds: as in `search`.

        Raises:
            NoIndexError: the directory holds no index.
            UsageError: the index does not hold the file, there is no text in these lines, or `text` is empty.
            NotTextError: `text` is binary.
            ScentError: the index or its model cannot be used, or "fail" found a changed file.
        """
        from scent.core.search.similar import similar

        self.warnings = []
        answer = similar(
            self.path,
            self._cache,
            path=None if path is None else os.fsencode(path),
            lines=lines,
            text=text,
            limit=limit,
            scope=scope,
            min_score=min_score,
            listing=listing,
            stale=stale,
            context=context,
            exact_seconds=exact_seconds,
        )
        self.outdated = answer.outdated
        return answer.hits

    @explained()
    def pairs(
        self, *, min_score: float | None = None, limit: int | None = None, scope: Scope = EVERYTHING
    ) -> "list[Pair]":
        """The pairs of passages that are most similar to each other, best first.

        Every passage is compared with every other, so the time grows with the square of their number.

        Args:
            min_score: the lowest cosine of a pair; None: 0.95, nearly the same words.
            limit: the maximum number of pairs; None: 100,000, with a warning if that many are found.
            scope: the documents to compare.

        Raises:
            NoIndexError: the directory holds no index.
            UsageError: the index holds nothing at one of the scope's paths, or a glob is malformed.
            ScentError: the index cannot be used.
        """
        from scent.core.search.similar import MOST_PAIRS, PAIR_SCORE, pairs

        least = PAIR_SCORE if min_score is None else min_score
        result = pairs(self.path, min_score=least, limit=limit or MOST_PAIRS, scope=scope)
        self.warnings = []
        if limit is None and len(result) == MOST_PAIRS:
            self.warnings.append(f"only the {MOST_PAIRS:,} most similar pairs are given; set a higher minimum score")
        return result

    def export(self, *, dtype: str = "float32") -> "Iterator[Batch]":
        """Every passage of the index with its vector, in batches; columns as in `scent export`.

        Args:
            dtype: the type of the numbers in the vectors, `float32`, `float16` or `int8`.

        Raises:
            NoIndexError: the directory holds no index.
            UsageError: there is no such `dtype`.
            ScentError: the index cannot be used.
        """
        from scent.core.embedding.vector_table import Dtype
        from scent.core.upkeep.export import export_passages, open_index
        from scent.errors import UsageError

        if dtype not in list(Dtype):
            raise UsageError(f"no such type of numbers: {dtype}", hint=f"choose from {', '.join(Dtype)}")
        with explained(), open_index(self.path) as reader:
            yield from export_passages(reader, Dtype(dtype))[1]

    @explained()
    def embed(self, texts: Iterable[str], *, query: bool = False) -> "Vectors":
        """The vectors of texts of any length by the index's model: float32 (texts, dims), each of length one.

        With `query`, the texts are embedded as queries, for which some models have another prompt. Without an index,
        the bundled model embeds them.

        Raises:
            ScentError: the index or its model cannot be used.
        """
        import numpy as np

        if query not in self._embedders:
            self._embedders[query] = self._embedder(query=query)
        embedder = self._embedders[query]
        vectors = list(embedder.vectors(texts))
        return np.stack(vectors) if vectors else np.empty((0, embedder.dims), np.float32)

    def _embedder(self, *, query: bool) -> "TextEmbedder":
        from scent.core.profile import open_text_embedder

        return open_text_embedder(self.path, self._cache, query=query)


def _place(model: str) -> Place:
    """The place that names a model.

    Raises:
        UsageError: it begins like an address, and is none.
    """
    if not is_address(model):
        return Path(model).absolute()
    try:
        return Address.parse(model)
    except ValueError as error:
        from scent.errors import UsageError

        raise UsageError(f"{model}: {error}") from None


def _seen_from_here(conditions: Conditions) -> Conditions:
    """The conditions with the working directory, if paths may be relative to it."""
    names = {name for name, _ in (*conditions.fields, *conditions.other_fields)}
    return conditions._replace(seen_from=os.getcwdb()) if "path" in names else conditions  # noqa: PTH109  # paths are bytes


def _from_here(combination: Combination) -> Combination:
    """The combination with absolute paths: a server has another working directory."""
    from scent.core.files.paths import canonical

    if not combination.like:
        return combination
    return combination._replace(like=tuple((canonical(path), lines) for path, lines in combination.like))


class _WarningCollector:
    """A `Progress` that keeps the warnings and draws nothing."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def start(self, files: int, size: int) -> None:
        """Draw nothing."""

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """Draw nothing."""

    def ready(self, passages: int) -> None:
        """Draw nothing."""

    def start_refining(self, passages: int) -> None:
        """Draw nothing."""

    def advance_refining(self, passages: int, tokens: int) -> None:
        """Draw nothing."""

    def warn(self, message: str) -> None:
        """Keep the warning."""
        self.warnings.append(message)
