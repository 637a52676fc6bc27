"""The manual: one page a verb, one for the whole, and those of the index, the settings and the recipes.

Owned here: what stands on which page. It is taken from the command line itself and from tables, so that it cannot
differ from them.
"""

import re
from collections.abc import Iterator, Mapping

from scent import __version__
from scent.cli.output import json_schema
from tools import roff
from tools.command_tree import Parameter, Verb
from tools.descriptions import ENVIRONMENT, FILES, SETTINGS, Told

_ABOUT = """
`scent` keeps an index of files that you name, and finds passages in them that mean what you ask for, whether or not
they use your words. It works on this machine alone: the model comes with it, and nothing is sent anywhere.

An index is made and brought up to date by `scent index`. Later runs read only what has changed; files that were moved
are followed, and those that were deleted are forgotten. `scent search` answers from what was committed last, also while
an index run is under way, and says so where a file has changed since. `scent grep` needs no index, and reads pipes.

Results go to standard output, and nothing else does; what a person should know goes to standard error. File names are
bytes: they are printed as they are to a pipe, and with what could harm a terminal escaped to a terminal. Options may
stand before and after arguments; `--` ends them, so that what follows may begin with a dash.

`scent help VERB` and `scent VERB --help` show the options of a verb, `man scent-VERB` all that is said of it. What the
shell can complete, and how that is switched on, stands in `scent-recipes(7)`.
"""
# Beyond the first steps, which `scent --help` shows as well.
_MORE_EXAMPLES = (
    'dmesg | scent grep "disk failing"   lines of a pipe, without an index',
    "scent similar notes/boiler.md       what else is about this",
    "scent cat report.pdf | less         what scent reads from a file",
    "scent embed names.txt -o names.npy  a vector for each line",
    "scent status --behind               what has changed since the last run",
)
_ABOUT_SETTINGS = """
A TOML file with one line a setting. An option of the command line wins over a variable of the environment, which wins
over this file, which wins over the default. The names are the same in all three: `--chunk-tokens`,
`SCENT_CHUNK_TOKENS`, `chunk_tokens`. `scent config` shows what holds and where it comes from, and changes the file. On
macOS that is `~/Library/Application Support/scent/config.toml`.

A relative path in the file is seen from the file's directory; `~` stands for the home directory. An index remembers how
it was made, so that `scent index` needs no settings the second time. A name that is not a setting is an error.
"""
_ABOUT_JSON = """
With `--json`, a verb prints one object a line, in UTF-8, and nothing if it has found nothing; `scent embed` and
`scent export` do so by themselves. Keys come in the order in which they stand here. Keys are named as jq names them:
`[]` are the elements of an array, `*` any name.

This is version {version} of the objects, which `scent --version --json` tells. More keys may come at any time; where
one goes, or comes to mean something else, the version is raised, and the list of changes says so.

Control characters, marks that turn the direction of writing, and halves of characters are written as escapes, so that a
line is harmless on a terminal. A path that is not UTF-8 cannot stand in JSON: `path` is then made readable, and
`path_bytes` holds it exactly, in base64.
"""
# `129  hung up, 130 interrupted` are two.
_CODES = re.compile(r"(?:^|, )(\d+) +(.*?)(?=, \d|$)", re.MULTILINE)
_WITHOUT_JSON = ("scent embed", "scent export")
_JSON_EXAMPLES = (
    """scent search --json "unpaid invoices" | jq -r '"\\(.path):\\(.start_line)"'""",
    "scent index --json | jq -r '.failed[] | .path + \": \" + .reason'",
    "scent status --json | jq .last_run",
)


def pages(top: Verb, index_format: str, recipes: str) -> Mapping[str, str]:
    """Every page by the name of its file.

    Args:
        top: the command line.
        index_format: the specification of the index, in Markdown.
        recipes: the page of recipes, in Markdown.
    """
    made = {_file(verb): _page(verb, top) for verb in (top, *top.verbs)}
    made["scent-config.5"] = _settings_page()
    made["scent-json.5"] = _json_page()
    made["scent-index.5"] = _markdown_page("scent-index", 5, "the index on disk", index_format)
    made["scent-recipes.7"] = _markdown_page("scent-recipes", 7, "scent with other programs", recipes)
    return {name: "\n".join(lines) + "\n" for name, lines in made.items()}


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
    lines += roff.section("Files", roff.items(_told(FILES, verb)))
    lines += roff.section("Environment", roff.items(_told(ENVIRONMENT, verb)))
    return lines + roff.section("See also", [_see_also(name, top)])


def _told(table: Mapping[str, Told], verb: Verb) -> Iterator[tuple[str, str]]:
    """What of a table stands on the page of a verb: all on the page of `scent`."""
    for name, told in table.items():
        if not (verb.name and told.verbs) or verb.name in told.verbs:
            yield roff.bold(name), told.meaning


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
    return f"{names} \\fI{roff.escaped(option.metavar)}\\fP" if option.metavar else names


def _inner(verb: Verb) -> list[str]:
    own = [each for each in verb.options if "--help" not in each.names]
    described = [(roff.bold(each.metavar), each.help) for each in verb.arguments] + [
        (_names(each), each.help) for each in own
    ]
    return [*roff.section(verb.command, roff.paragraphs(verb.text)), *roff.items(described)]


def _sections(verb: Verb, inner: list[Verb]) -> list[str]:
    """Examples first, then whatever else the verb tells, the exit status last."""
    found: dict[str, list[str]] = {}
    for each in (verb, *inner):
        for title, content in each.sections:
            found.setdefault({"First steps": "Examples"}.get(title, title), []).extend(content)
    if not verb.name:
        found["Examples"] += _MORE_EXAMPLES
    order = sorted(found, key=lambda title: (title != "Examples", title == "Exit status"))
    lines = []
    for title in order:
        if title == "Exit status":
            codes = dict(_CODES.findall("\n".join(found[title])))
            lines += roff.section(title, roff.items([(roff.bold(code), what) for code, what in codes.items()], 6))
        else:
            lines += roff.section(title, roff.verbatim(found[title])[1:])
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
    lines += roff.section("Examples", roff.verbatim(_JSON_EXAMPLES)[1:])
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
