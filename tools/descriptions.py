"""What the man pages and completions say about settings, environment variables and files."""

from collections.abc import Mapping
from typing import NamedTuple

# Name: its default as config.toml has it ("" if there is none), its meaning.
SETTINGS: Mapping[str, tuple[str, str]] = {
    "index": ("~/.local/share/scent/index", "Index directory."),
    "cache": ("~/.cache/scent", "Cache directory; safe to delete."),
    "judgements": (
        "~/.local/share/scent/judgements.jsonl",
        "File that `scent search --good` and `--bad` add to, and that `scent eval --learn` reads.",
    ),
    "model": (
        "",
        "A GGUF or static model, a name listed by `scent models`, or https://HOST/v1/embeddings#NAME; else bundled.",
    ),
    "writer": (
        "",
        "The model that writes for `scent ask`: a chat model in a GGUF file, or a name listed by `scent models`.",
    ),
    "rerank": (
        "",
        "Model that ranks the best passages of each search again, as `scent search --rerank` has it; none: no model.",
    ),
    "strategy": (
        "early",
        "How passages are embedded: each alone (early), with the text around it (late), or both (blend).",
    ),
    "chunk_tokens": ("200", "Maximum passage length, in tokens."),
    "window_tokens": (
        "0",
        "Longest text that late and blend embed at once, in tokens; 0 uses the model's limit.",
    ),
    "hidden": ("false", "Also index hidden files and directories."),
    "no_ignore": ("false", "Also index files excluded by .gitignore, .ignore and .scentignore."),
    "follow": ("false", "Follow symbolic links."),
    "max_filesize": ("32M", "Skip larger files; 0 for no limit."),
    "workers": (
        "0",
        "Number of embedding threads; 0 uses every core, or all but one on machines with four or more.",
    ),
    "device": (
        "cpu",
        "Compute the vectors of index, migrate and embed on the CPU (cpu), a GPU (gpu), or a GPU if any (auto).",
    ),
    "gpu_layers": ("all", "Number of the model's layers that go to the GPU, or all; 0 for none."),
    "limit": ("10", "Maximum number of passages that a search prints."),
    "mode": ("hybrid", "Search by meaning (dense), by words (lexical) or by both (hybrid)."),
    "min_score": (
        "",
        "Minimum score of a result. If not set, passages that do not belong beside the best are left out.",
    ),
    "per_file": (
        "",
        "Maximum number of passages of a file that a search shows, 0 for any. If not set, 3, or all from few files.",
    ),
    "generated": (
        "last",
        "Rank what a program made (minified code, digests, tables of numbers or contents, forms) last, or like-others.",
    ),
    "warm": (
        "",
        "true starts a server if none is running, false never uses one. If not set, a running server is used.",
    ),
    "refresh": (
        "false",
        "Bring the index up to date before each search: true for at most 5 seconds, or another number of seconds.",
    ),
    "exact_seconds": (
        "0.3",
        "While an index is refined: how many seconds a search may make exact vectors, at most 100 a second; 0: none.",
    ),
    "pager": ("less", "Shell command that shows results longer than the screen. Set to cat to disable paging."),
}


# What the manual page of a verb adds to one of its sections, by verb and title: paragraphs in Markdown.
MORE: Mapping[tuple[str, str], str] = {
    (
        "index",
        "Watching",
    ): """
With `--watch`, the run does not end: it follows the file system until a signal comes. When files change, it waits
until nothing has changed for a third of a second (for five seconds at most, more where runs take long), and reads
what is new. Vectors are refined when nothing has changed for five seconds. Each time it prints a line, such as

    scent: 1 added, 2 changed, 14 passages, 0.8 s

What a walk leaves out is not followed: hidden files, `.git`, and all that ignore files name. A rule that changes in
`.gitignore`, `.ignore` or `.scentignore` is obeyed at once; git's global list, `.git/info/exclude` and ignore files
above a root are obeyed at the next look at everything. That comes every ten minutes, after the machine has slept,
when a disk is mounted, and when the system has lost changes. Where the system does not tell of all changes, it comes
every minute: on network disks, on systems other than Linux, and beyond as many directories as
`fs.inotify.max_user_watches` allows. `--watch=30m` sets another time.

Between two bursts the index is free for other runs, also of other roots, which are then watched as well. A run that
fails, for example because the disk is full, is tried again after 30 seconds, then after twice as long, up to ten
minutes. If a root is missing, its files stay in the index, as in every run. A watch ends at SIGINT, SIGTERM or
SIGHUP, after the run that is under way has committed what it has done, or with status 2 when the index is removed. A
second watch of the same index ends with status 75.
""",
    (
        "search",
        "Output",
    ): """
On a terminal, each file is a heading, followed by its page, sheet, slide or row and by the headings above the sentence
that answers:

    house/boiler.md  Boiler > When radiators stay cold
    7-1. Turn the pump off and wait ten minutes.
    8:2. Let the trapped air out with the small key that hangs beside the
      meter, top floor first.
    9-3. Fill up with water until the needle stands at 1.5 bar.
      +1 file with the same text

After the number of a line stands a colon if the sentence that answers is in it, and a dash if it is not. With colour,
that sentence is bold and the query's words are red. By default, the results share the screen: each has from 3 to 10
rows; `-A`, `-B` and `-C` say how many lines to show instead, and `--passage` shows the whole passage. Only lines that
answer are wrapped. Results of one file that follow one another share its heading, and `--` separates them.

In a pipe, each result is one line, `path:line: sentence`, with at most 300 characters of text, or the whole passage
with `--passage`. With `-A`, `-B` or `-C`, every line is printed as grep does, `path:line: text` or `path-line- text`,
and `--` separates results. A place in a file without lines stands before the text, such as `[page 3]`.
""",
    (
        "search",
        "Query syntax",
    ): """
A query is a list of words and operators with white space between them:

    query    = { word | operator }
    operator = [ + | - ] "TEXT"  |  ( + | - ) NAME  |  [ + | - ] FIELD:VALUE
    FIELD    = path | title | author | type
    VALUE    = WORD | "TEXT"
    NAME     = a word of at least two characters that begins with a letter

Phrases, and words after + and -, are compared as they are written: `-draft` leaves out "draft" and not "drafts". Case,
accents, white space, line ends and punctuation make no difference; a sign that the query has at a word does (`C++`,
`.NET`, `#tag`). A phrase may go on from one passage to the next. Operators are exact: all passages of the index are
considered, not only the best ones.

Words of phrases, after + and after title: rank passages like other words; those after - and of other fields do not. A
query that is only phrases and words after + shows all passages that meet it, up to `--limit`.

A field that is given several times takes any of its values; different fields must all hold. path: takes a path that
begins with /, ~/, ./ or ../, or a glob as in `--glob`; either includes everything below it, and `path:notes` is any
file or directory of that name. A misspelt type is searched as words, and a note says so.

These are words: a sign within a word, alone, or before a number or a single letter (`e-mail`, `-5`, `chmod +x`); every
`-word` beside an option of a command (`tar -x -verbose`) or after a conjunction ("und -pflichten"); other names, and a
space after the colon (`title: Report`, `12:30`, `std::vector`, addresses); a quote that is not closed, or not at the
edges of words. A query with signs of code or data outside of its operators, one of `{ } ; = < > | && () ": #include`,
is words as a whole. With `--literal`, every query is.

A query must have something to find: one that only says what to leave out, or where to search, is an error.
""",
}


class Description(NamedTuple):
    """What a variable or a file means. The page of `scent` says so, and the pages of `verbs` (empty: of all verbs)."""

    meaning: str
    verbs: tuple[str, ...] = ()


_SEARCHING = ("search", "similar")
_COLOURED = (*_SEARCHING, "pick", "grep", "index", "eval", "models")
_WITH_INDEX = (*_SEARCHING, "pick", "index", "export", "status", "why", "check", "gc", "forget", "config", "models")
_WITH_MODEL = (*_SEARCHING, "pick", "index", "grep", "embed", "eval", "models", "config")
_WALKING = ("index", "grep", "status")
_FETCHING = ("models",)

ENVIRONMENT: Mapping[str, Description] = {
    "SCENT_NAME": Description(
        "The setting NAME in capitals, such as SCENT_INDEX; wins over config.toml, but not over an option."
    ),
    "PAGER": Description(
        "The pager, if neither `SCENT_PAGER` nor config.toml names one. LESS is set to FRX unless it is set.",
        _SEARCHING,
    ),
    "NO_COLOR": Description("If not empty, disables colour, except with `--color always`.", _COLOURED),
    "CLICOLOR_FORCE": Description(
        "If neither empty nor 0, enables colour for output that does not go to a terminal.", _COLOURED
    ),
    "TERM": Description("If dumb, disables colour and progress lines.", _COLOURED),
    "COLUMNS": Description("Width of the terminal, if the terminal does not report it.", (*_SEARCHING, "models")),
    "VISUAL, EDITOR": Description(
        "The editor of `scent pick`, `scent search -o` and `scent config edit`; vi if neither is set.",
        ("pick", "search", "config"),
    ),
    "FZF_DEFAULT_OPTS": Description("Options of fzf, for colours, layout and keys.", ("pick",)),
    "HF_ENDPOINT": Description(
        "The hub that `scent models pull` uses instead of https://huggingface.co, such as a mirror.", _FETCHING
    ),
    "HF_TOKEN": Description("Token for gated and private models on the hub; sent only there.", _FETCHING),
    "HF_HUB_OFFLINE": Description(
        "If 1, `scent models pull` makes no requests and uses only Hugging Face's own cache.", _FETCHING
    ),
    "HTTPS_PROXY": Description(
        "Proxy of `scent models pull` and of a model on a server with https, except for hosts in NO_PROXY.", _WITH_MODEL
    ),
    "SCENT_API_KEY": Description(
        "Key for the server of a model. It is sent only to servers that were named as a model, and never stored.",
        _WITH_MODEL,
    ),
    "SCENT_API_KEY_FILE": Description("File with such keys, instead of `~/.config/scent/api-keys`.", _WITH_MODEL),
    "XDG_CONFIG_HOME": Description("Directory of configuration, instead of `~/.config`."),
    "XDG_DATA_HOME": Description("Directory of data, instead of `~/.local/share`."),
    "XDG_CACHE_HOME": Description("Directory of caches, instead of `~/.cache`."),
    "XDG_RUNTIME_DIR": Description("Directory of the socket of `scent serve`.", ("search", "serve")),
}

FILES: Mapping[str, Description] = {
    "~/.config/scent/config.toml": Description("Settings; see `scent-config(5)`."),
    "~/.config/scent/api-keys": Description(
        "Keys for the servers of models, readable by you alone; a line has a host and its key, or a key for all.",
        _WITH_MODEL,
    ),
    "~/.local/share/scent/index": Description("The default index; see `scent-index(5)`.", _WITH_INDEX),
    "~/.local/share/scent/models": Description(
        "Fetched models: `NAME.gguf`, and `NAME.json` with where it came from.", _WITH_MODEL
    ),
    "~/.local/share/scent/named-servers.json": Description(
        "The servers that were named as a model: texts are sent to no others.", _WITH_MODEL
    ),
    "~/.cache/scent": Description("Cache directory; safe to delete.", _WITH_MODEL),
    ".gitignore, .ignore, .scentignore": Description(
        "In directories that are searched: patterns of files to exclude.", _WALKING
    ),
}
