"""The man pages: one for `scent`, one for each verb, and those of settings, JSON objects, the index and recipes.

The pages of verbs are made from the command line itself, so that they cannot differ from it.
"""

import re
from collections.abc import Iterator, Mapping

from scent import __version__
from scent.cli.output import json_schema
from tools import roff
from tools.command_tree import Parameter, Verb
from tools.descriptions import ENVIRONMENT, FILES, MORE, SETTINGS, Description

_ABOUT = """
`scent` keeps an index of files that you choose, and finds passages in them by meaning: they need not contain the words
of your query. Everything runs on your machine, and nothing is sent anywhere; the embedding model comes with scent.

`scent index` makes an index and keeps it up to date: later runs read only what has changed, recognise files that were
moved, and remove those that were deleted. `scent search` answers from the last committed state, even while an index run
is under way, and warns if a file has changed since. `scent grep` searches files and pipes without an index.

Results go to standard output; warnings, errors and summaries go to standard error. File names are bytes: scent writes
them to pipes unchanged, and escapes control characters on a terminal. Options may stand before or after arguments. Put
`--` before an argument that starts with a dash.

`scent help VERB` and `scent VERB --help` show the options of a verb; `man scent-VERB` has more. `scent-recipes(7)` says
how to enable completions in your shell.
"""
# In addition to the first steps, which `scent --help` shows as well.
MORE_EXAMPLES = (
    'dmesg | scent grep "disk failing"   search a pipe, without an index',
    "scent similar notes/boiler.md       find related passages",
    "scent cat report.pdf | less         see the text that scent reads",
    "scent embed names.txt -o names.npy  make a vector of each line",
    "scent status --behind               count changes since the last run",
)
_ABOUT_SETTINGS = """
config.toml is a TOML file with one line for each setting. A command-line option wins over an environment variable, the
variable over this file, and the file over the default. The names are the same everywhere: `--chunk-tokens`,
`SCENT_CHUNK_TOKENS`, `chunk_tokens`. `scent config` shows the values in force and where they come from, and changes the
file. On macOS the file is `~/Library/Application Support/scent/config.toml`.

A relative path in the file is relative to the file's directory; `~` is the home directory. An index remembers how it
was made, so `scent index` needs these settings only the first time. An unknown setting is an error.
"""
_ABOUT_JSON = """
With `--json`, a verb prints one JSON object per line, in UTF-8, and nothing if there is no result. `scent embed` and
`scent export` print JSON by default. Keys are printed in the order given here, and named as in jq: `[]` means the
elements of an array, `*` any key.

This page describes version {version} of the objects; `scent --version --json` prints the version. Later releases may
add keys. If a key is removed or changes its meaning, the version goes up, and the change log says so.

Control characters, marks that change the direction of text, and lone surrogates are escaped, so a line is safe to show
on a terminal. JSON cannot hold a path that is not UTF-8: `path` is then a readable form, and `path_bytes` is the exact
path in base64.
"""
# A line such as `129  hung up, 130 interrupted` describes two codes.
_CODES = re.compile(r"(?:^|, )(\d+) +(.*?)(?=, \d|$)", re.MULTILINE)
_WITHOUT_JSON = ("scent embed", "scent export")
JSON_EXAMPLES = (
    """scent search --json "unpaid invoices" | jq -r '"\\(.path):\\(.line)"'""",
    "scent index --json | jq -r '.failed[] | .path + \": \" + .reason'",
    "scent status --json | jq .last_run",
)


def pages(top: Verb, index_format: str, recipes: str) -> Mapping[str, str]:
    """Every man page by the name of its file.

    Args:
        top: the command line.
        index_format: the specification of the index, in Markdown.
        recipes: the page of recipes, in Markdown.
    """
    pages_by_file = {_file(verb): _page(verb, top) for verb in (top, *top.verbs)}
    pages_by_file["scent-config.5"] = _settings_page()
    pages_by_file["scent-json.5"] = _json_page()
    pages_by_file["scent-index.5"] = _markdown_page("scent-index", 5, "format of the index on disk", index_format)
    pages_by_file["scent-recipes.7"] = _markdown_page("scent-recipes", 7, "scent with other programs", recipes)
    return {name: "\n".join(lines) + "\n" for name, lines in pages_by_file.items()}


def _file(verb: Verb) -> str:
    return f"{verb.command.replace(' ', '-')}.1"


def _page(verb: Verb, top: Verb) -> list[str]:
    name = _file(verb).removesuffix(".1")
    inner = [each for each in verb.walk() if each is not verb] if verb.name else []
    lines = roff.heading(name, 1, __version__)
    lines += roff.section("Name", [f"{roff.escaped(name)} \\- {roff.escaped(_as_phrase(verb.summary))}"])
    lines += roff.section("Synopsis", _synopsis((verb, *inner) if verb.name else (verb,)))
    lines += roff.section("Description", roff.paragraphs(verb.text if verb.name else _split(_ABOUT)))
    if not verb.name:
        terms = [(roff.bold(each.command.replace(" ", "-") + "(1)"), f"{each.summary}.") for each in top.verbs]
        lines += roff.section("Commands", roff.items(terms))
    lines += roff.section("Arguments", roff.items((roff.bold(each.metavar), each.help) for each in verb.arguments))
    lines += roff.section("Options", roff.items((_names(each), each.help) for each in verb.options))
    lines += [line for each in inner for line in _inner(each)]
    lines += _sections(verb, inner)
    lines += roff.section("Files", roff.items(_described(FILES, verb)))
    lines += roff.section("Environment", roff.items(_described(ENVIRONMENT, verb)))
    return lines + roff.section("See also", [_see_also(name, top)])


def _described(table: Mapping[str, Description], verb: Verb) -> Iterator[tuple[str, str]]:
    """The entries of a table that the page of a verb shows; the page of `scent` shows all."""
    for name, entry in table.items():
        if not (verb.name and entry.verbs) or verb.name in entry.verbs:
            yield roff.bold(name), entry.meaning


def _split(paragraphs: str) -> list[str]:
    return [" ".join(each.split()) for each in paragraphs.split("\n\n")]


def _as_phrase(summary: str) -> str:
    return summary[:1].lower() + summary[1:]


def _synopsis(verbs: tuple[Verb, ...]) -> Iterator[str]:
    shown = [verb for verb in verbs if not (verb.name and verb.verbs)] or list(verbs)
    for number, verb in enumerate(shown):
        if number:
            yield ".br"
        words = [each.metavar for each in verb.arguments]
        end = " ".join(words) if verb.name else "VERB [ARGUMENT]..."
        yield f"{roff.bold(verb.command)} [\\fIOPTION\\fP]... {roff.escaped(end)}".rstrip()


def _names(option: Parameter) -> str:
    names = ", ".join(roff.bold(name) for name in option.names if name not in option.opposites)
    if option.opposites:
        names += "; " + ", ".join(map(roff.bold, option.opposites))
    space = "" if option.metavar.startswith("[=") else " "
    return f"{names}{space}\\fI{roff.escaped(option.metavar)}\\fP" if option.metavar else names


def _inner(verb: Verb) -> list[str]:
    own = [each for each in verb.options if "--help" not in each.names]
    described = [(roff.bold(each.metavar), each.help) for each in verb.arguments] + [
        (_names(each), each.help) for each in own
    ]
    return [*roff.section(verb.command, roff.paragraphs(verb.text)), *roff.items(described)]


def _sections(verb: Verb, inner: list[Verb]) -> list[str]:
    """Examples first, then any other section, the exit status last."""
    sections: dict[str, list[str]] = {}
    for each in (verb, *inner):
        for title, content in each.sections:
            sections.setdefault({"First steps": "Examples"}.get(title, title), []).extend(content)
    if not verb.name:
        sections["Examples"] += MORE_EXAMPLES
    sections |= {title: [] for name, title in MORE if name == verb.name and title not in sections}
    order = sorted(sections, key=lambda title: (title != "Examples", title == "Exit status"))
    lines = []
    for title in order:
        if title == "Exit status":
            codes = dict(_CODES.findall("\n".join(sections[title])))
            lines += roff.section(title, roff.items([(roff.bold(code), what) for code, what in codes.items()], 6))
        else:
            more = MORE.get((verb.name, title), "")
            shown = roff.verbatim(sections[title])[1:] if sections[title] else []
            added = [*([".PP"] if shown else []), *roff.markdown(more)] if more else []
            lines += roff.section(title, [*shown, *added])
    return lines


def _see_also(name: str, top: Verb) -> str:
    others = [_file(verb).removesuffix(".1") for verb in (top, *top.verbs)]
    pages = [f"{other}(1)" for other in others if other != name] + [
        "scent-config(5)",
        "scent-index(5)",
        "scent-json(5)",
        "scent-recipes(7)",
    ]
    return ",\n".join(roff.bold(page[:-3]) + page[-3:] for page in pages)


def _settings_page() -> list[str]:
    lines = roff.heading("scent-config", 5, __version__)
    lines += roff.section("Name", ["scent\\-config \\- settings of scent"])
    lines += roff.section("Synopsis", [roff.bold("~/.config/scent/config.toml")])
    lines += roff.section("Description", roff.paragraphs(_split(_ABOUT_SETTINGS)))
    described = [
        (
            f"{roff.bold(name)} = {roff.escaped(_in_toml(default))}" if default else f"{roff.bold(name)} (not set)",
            meaning,
        )
        for name, (default, meaning) in SETTINGS.items()
    ]
    lines += roff.section("Settings", roff.items(described))
    lines += roff.section(
        "Examples", roff.verbatim(('index = "~/notes/.index"', "chunk_tokens = 96", "hidden = true"))[1:]
    )
    return lines + roff.section("See also", [f"{roff.bold('scent')}(1),", f"{roff.bold('scent-config')}(1)"])


def _in_toml(default: str) -> str:
    return default if default.isdigit() or default in {"true", "false"} else f'"{default}"'


def _json_page() -> list[str]:
    lines = roff.heading("scent-json", 5, __version__)
    lines += roff.section("Name", ["scent\\-json \\- the objects that \\-\\-json prints"])
    lines += roff.section("Description", roff.paragraphs(_split(_ABOUT_JSON.format(version=json_schema.VERSION))))
    for command, keys in json_schema.OBJECTS.items():
        described = [(f"{roff.bold('.' + name)} \\fI{key.type}\\fP", key.meaning) for name, key in keys.items()]
        title = command if command in _WITHOUT_JSON else f"{command} --json"
        lines += roff.section(title, roff.items(described))
    lines += roff.section("Examples", roff.verbatim(JSON_EXAMPLES)[1:])
    return lines + roff.section("See also", [f"{roff.bold('scent')}(1),", f"{roff.bold('jq')}(1)"])


def _markdown_page(name: str, section: int, about: str, source: str) -> list[str]:
    title, _, body = source.partition("\n")
    lead, mark, rest = body.partition("\n## ")
    lines = roff.heading(name, section, __version__)
    lines += roff.section("Name", [f"{roff.escaped(name)} \\- {about}"])
    described = [f"{title.lstrip('# ')}.", *_split(lead)]
    lines += roff.section("Description", roff.paragraphs([each for each in described if each]))
    lines += roff.markdown(mark.strip("\n") + rest)
    return lines + roff.section("See also", [f"{roff.bold('scent')}(1)"])
