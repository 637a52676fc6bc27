"""The values that pass between the parts of `scent.core`, and to its callers. Data only."""

from typing import Final, NamedTuple, Protocol

from scent.formats.index.records import Section


class Chunk(NamedTuple):
    """A run of atoms: the unit that is embedded, indexed and found.

    `start` and `end` (exclusive) are character offsets in the document's text; the chunks of a document tile its text.
    `first_token` and `last_token` (exclusive) are offsets in the document's token ids, without special tokens.
    `heading` is the path of headings at the beginning of the chunk. `place` says where the whole chunk is in a file
    without lines, such as "page 3". `sections` are the sections that begin inside the chunk, with offsets in the
    document's text.
    """

    start: int
    end: int
    first_token: int
    last_token: int
    heading: tuple[str, ...] = ()
    place: str = ""
    sections: tuple[Section, ...] = ()


class Reasons(NamedTuple):
    """The parts of a hit's score.

    `cosine` compares its vector with the query's. `term_coverage` is the share of the query's words that it contains,
    weighted by rarity, and `second` the cosine by the model of a second look. Each is None if the search did not use
    it. `words` are the query's words in the hit, as typed, the word with the most weight first.
    """

    cosine: float | None = None
    term_coverage: float | None = None
    words: tuple[str, ...] = ()
    second: float | None = None


class Hit(NamedTuple):
    """One result: a chunk, or a run of neighbouring chunks, and where it is.

    `path` is the absolute path of the file, `member` the path inside of it if it is a container. `start_line` and
    `end_line` count from 1, both inclusive. `start` and `end` (exclusive) are character offsets in the file's text, and
    `text` is exactly the text between them. For a file without lines, these count in the text that scent reads from it,
    and `place` says where the hit is ("page 3"). `column` is the byte of the first line (in UTF-8, from 1) at which the
    hit starts, as editors count.

    `sentence` are the offsets, in the file's text, of the sentence or line that answers the query best; where there is
    no query, it is empty, and stands at the first line of text. `heading` and `place` are those of this sentence.
    If the search was asked for lines around the passage, `before` and `after` are these, as far as the index has them,
    with the rest of the passage's own first and last line, and `word_places` are the offsets of the query's words in
    the passage.

    `score` is comparable between queries; higher is better; `reasons` are its parts. `stale` is empty, or says how the
    file has changed since it was indexed, and `mtime_ns` is when it was modified before that, in nanoseconds since
    1970. `author`, `date_ns` (likewise) and `language` (ISO 639-1) are the document's own, empty or 0 if it has none.

    A hit stands for what it replaces in the list: `copies` other files hold the same or nearly the same text, and
    `copy_paths` are the first of their paths; `more` hits of the same file are not shown.

    `corrected_query` is the query as it was searched, if a word that the index does not have was replaced by its
    nearest spelling; otherwise empty.
    """

    path: bytes
    start_line: int
    end_line: int
    start: int
    end: int
    heading: tuple[str, ...]
    score: float
    text: str
    title: str
    format: str
    stale: str = ""
    place: str = ""
    author: str = ""
    date_ns: int = 0
    language: str = ""
    member: bytes = b""
    column: int = 1
    sentence: tuple[int, int] = (0, 0)
    reasons: Reasons = Reasons()
    copies: int = 0
    copy_paths: tuple[bytes, ...] = ()
    more: int = 0
    corrected_query: str = ""
    before: str = ""
    after: str = ""
    word_places: tuple[tuple[int, int], ...] = ()

    @property
    def sentence_text(self) -> str:
        """The sentence that answers best."""
        first, last = self.sentence
        return self.text[max(0, first - self.start) : max(0, last - self.start)]

    @property
    def sentence_line(self) -> int:
        """The line on which that sentence begins, counted from 1."""
        return self.start_line + self.text.count("\n", 0, max(0, self.sentence[0] - self.start))

    @property
    def sentence_column(self) -> int:
        """The byte of that line (in UTF-8, from 1) at which the sentence begins."""
        lead = self.text[: max(0, self.sentence[0] - self.start)]
        _, newline, on_line = lead.rpartition("\n")
        return len(on_line.encode(errors="surrogatepass")) + (1 if newline else self.column)

    mtime_ns: int = 0


class Scope(NamedTuple):
    """Which documents a search covers; an empty field does not narrow it.

    `paths` are files and directories; a document must lie at or below one of them. `languages` are ISO 639-1.
    `since_ns` (inclusive) and `until_ns` (exclusive) are nanoseconds since 1970, None for no bound; compared with
    the document's own date, or else with the file's time of modification. `author` is part of the author's name, in any
    case. `formats` are the accepted document formats, `other_formats` the rejected ones. `globs` and `any_case_globs`
    (see `files.globs`) are relative to the directory `seen_from`, or to the root of a file that lies elsewhere.
    """

    paths: tuple[bytes, ...] = ()
    languages: tuple[str, ...] = ()
    since_ns: int | None = None
    until_ns: int | None = None
    author: str = ""
    formats: tuple[str, ...] = ()
    other_formats: tuple[str, ...] = ()
    globs: tuple[str, ...] = ()
    any_case_globs: tuple[str, ...] = ()
    seen_from: bytes = b""


EVERYTHING = Scope()


# The number of passages of a file if nobody says how many.
FEW: Final = -1

# The fields of documents that a query may name.
FIELDS = ("path", "title", "author", "type")


class Conditions(NamedTuple):
    """What the operators in a query ask for.

    A passage must contain each of the phrases `required`, and none of those `excluded`; one word is a phrase as well.
    `fields` are names of `FIELDS` and values: the document must have one of the values of each name in `fields`, and
    none of those in `other_fields`. Paths are relative to the directory `seen_from`.
    """

    required: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    other_fields: tuple[tuple[str, str], ...] = ()
    seen_from: bytes = b""


NO_CONDITIONS = Conditions()


class Combination(NamedTuple):
    """What a query is combined with.

    A passage must answer each text of `both` as well as the query. One that means what a text of `unlike` means ranks
    lower; one that is like an example in `like` ranks higher: a file of the index, and its first and last line (from
    1, inclusive; None: all of them). `instruction` says what is looked for, to a model that takes instructions.
    `imagined` is a passage that may answer the query: its vector is averaged with the query's (HyDE).
    """

    both: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    like: tuple[tuple[bytes, tuple[int, int] | None], ...] = ()
    instruction: str = ""
    imagined: str = ""


NOT_COMBINED = Combination()


class Rerank(NamedTuple):
    """A second look at the best passages of a search.

    `model` is the place of a reranker or of another embedding model, as text; empty for no second look. It sees the
    `best` so many passages, and reads them for at most so many `seconds`.
    """

    model: str = ""
    best: int = 20
    seconds: float = 2.0


NOT_RERANKED = Rerank()
MOST_RERANKED = 1_000


class Listing(NamedTuple):
    """Which of the ranked passages a search shows.

    At most `per_file` passages of a file, 0 for any number, `FEW` for three unless all come from a few files; with
    `files_only`, one, and a container is one file. `merge_copies` makes passages with the same text one hit, but never
    files. `cut_off` ends the list where passages do not belong
    beside the best one; a lowest score, if the search has one, ends it instead. `generated_last` ranks what a program
    made behind what people wrote.
    """

    per_file: int = FEW
    files_only: bool = False
    merge_copies: bool = True
    cut_off: bool = True
    generated_last: bool = True


USUAL_LISTING = Listing()
# Every passage in its place: how a ranking is measured.
WHOLE_RANKING = Listing(per_file=0, merge_copies=False, cut_off=False)

# How many seconds a search may make vectors of passages that have only provisional ones, and what it may at most be.
EXACT_SECONDS = 0.3
MOST_EXACT_SECONDS = 86_400.0


class Progress(Protocol):
    """Receives the progress of a long job. The command line draws it."""

    def start(self, files: int, size: int) -> None:
        """The job will read `files` files of `size` bytes together."""

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """`size` more bytes are done, the last of them in `path`; the model has embedded `tokens` tokens of them."""

    def ready(self, passages: int) -> None:
        """All files are read and can be searched; the index has so many passages."""

    def start_refining(self, passages: int) -> None:
        """The job will make the exact vectors of `passages` passages."""

    def advance_refining(self, passages: int, tokens: int) -> None:
        """`passages` more passages have exact vectors, for which the model has embedded `tokens` tokens."""

    def warn(self, message: str) -> None:
        """The user should know this, for example that a file could not be read; the job goes on."""
