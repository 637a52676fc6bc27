"""`SearchSession`: answers searches of one index by a server, or else in this process.

Nothing heavy is loaded before it is needed.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from scent.closing import Closing
from scent.core import directories

if TYPE_CHECKING:
    from scent.core.search.searcher import Searcher
    from scent.core.server.protocol import Request
    from scent.core.types import Hit

Server = Literal["never", "ask", "start"]


class SearchSession(Closing):
    """Searches of the index in the directory `path`, which stays open between them. A context manager; for one thread.

    `server` says whether a search first asks the server; "start" also starts one for later searches if none answers.
    """

    def __init__(self, path: Path, cache: Path, server: Server) -> None:
        self._path = path
        self._cache = cache
        self._server = server
        self._searcher: Searcher | None = None

    def close(self) -> None:
        """Free the model and mapped files; the next search opens them again."""
        if self._searcher:
            self._searcher.close()
        self._searcher = None

    def search(self, request: "Request") -> "tuple[list[Hit], list[str]]":
        """The hits of the last commit, best first, and what the user should know about them.

        Raises:
            NoIndexError: the directory holds no index.
            UsageError: there is no such mode, or the index does not know a path of the scope.
            ScentError: the index or its model cannot be used.
        """
        return self._ask_server(request) or self._search_here(request)

    def _ask_server(self, request: "Request") -> "tuple[list[Hit], list[str]] | None":
        """The answer of a server; None if none answers, or if this process has the index open already."""
        if self._server == "never" or self._searcher:
            return None
        from scent.core.server import client

        answer = client.ask(directories.runtime(), request)
        if answer is None and self._server == "start":
            client.start_server()
        return answer

    def _search_here(self, request: "Request") -> "tuple[list[Hit], list[str]]":
        searcher = self._current_searcher(request.mode)
        searcher.warnings.clear()
        from scent.core.search.ranking.query import Mode
        from scent.errors import UsageError

        if request.mode not in list(Mode):
            raise UsageError(f"no such mode: {request.mode}", hint=f"choose from {', '.join(Mode)}")
        return request.hits(searcher), list(searcher.warnings)

    def _current_searcher(self, mode: str) -> "Searcher":
        """A searcher of the last commit."""
        if self._searcher and self._searcher.is_current():
            return self._searcher
        self.close()
        preloaded = None
        if mode != "lexical":
            from scent.core.search.preload import preload_model

            preloaded = preload_model(self._path, self._cache)
        from scent.core.search.searcher import Searcher  # loads numpy and Arrow while the model is loaded as well

        self._searcher = Searcher.open(self._path, cache=self._cache, preloaded=preloaded)
        return self._searcher
