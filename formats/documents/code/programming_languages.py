"""The table of programming languages: their files, and patterns for their definitions and comments.

To add a language, add a `Language` to `LANGUAGES`, and a sample below `tests/samples/code`. Code in
a language without patterns for definitions is cut at blank lines.
"""

import re

from scent.formats.documents.code.language_syntax import Closing, Language


def _patterns(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SLASHES = re.compile(r"//|/\*|\*|@[\w.]+|\[[A-Za-z]|#\[")
_DASHES = re.compile(r"--|/\*|\*")
_HASH = re.compile(r"#|@[\w.]+")

# Keywords before a type or function.
_MODIFIERS = (
    r"(?:(?:public|private|protected|internal|static|final|abstract|sealed|partial|virtual|override|async|export|default|declare"
    r"|readonly|open|data|inline|suspend|unsafe|extern|const|template|fileprivate|mutating|case|implicit|lazy|external|native"
    r"|synchronized|operator|companion|inner|annotation|value|fun|strictfp|non-sealed|required|convenience|new)\s+)*+"
)
_TYPE = (
    _MODIFIERS
    + r"(?P<word>class|interface|struct|enum|union|record|namespace|trait|protocol|extension|object|module)\s+"
)
_NOT_CALLS = (
    r"(?!(?:if|for|while|switch|return|else|catch|do|case|throw|new|delete|sizeof|typedef|using|await|yield|when|with|go"
    r"|defer|assert|lock|foreach|elif|elseif|match|not|and|or|in|print|echo)\b)"
)
# A function without a keyword: types and modifiers, a name, a parenthesis; no ";", no "=" before it.
_C_FUNCTION = (
    _NOT_CALLS + r"(?:[\w:<>,*&~\[\]\.?@]++[ \t]*+(?![(=]))*?[*&]*+(?P<name>(?:[\w<>]+::)*~?\w+)\s*\((?!.*;\s*$)"
)
_C_OPERATOR = r"[\w:<>,*&\s]*?(?P<name>(?:\w+::)*operator\s*\S{1,3})\s*\("
# Macros and attributes may come before the name; after it a body, base classes or nothing; no ";".
_C_TYPES = (
    r"(?:typedef\s+|template\s*<.*>\s*|static\s+)*(?P<word>class|struct|enum|union|namespace)(?:\s+class)?\s+"
    r"(?:[A-Z_][A-Z0-9_]*(?:\([^()]*\))?\s+|\[\[[^\]]*\]\]\s*|alignas\([^()]*\)\s*)*(?P<name>[\w:]*\w)\s*"
    r"(?:<[^{;]*(?:>\s*|$))?(?:final\s*)?(?![^{]*;\s*$)(?=[:{/]|$)"
)
_C_CONTAINERS = _words("class struct union namespace")
_JS = _patterns(
    r"(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?P<word>class|interface|enum|namespace|module)\s+(?P<name>[\w$.]+)",
    r"(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:async\s+)?(?P<word>function)\s*\*?\s*(?P<name>[\w$]+)",
    r"(?:export\s+)?(?:declare\s+)?(?P<word>type)\s+(?P<name>\w+)[^=]*=",
    r"(?:export\s+)?(?:const|let|var)\s+(?P<name>[\w$]+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function\b|\([^)]*\)[^=]*=>|\w+\s*=>)",
    r"(?:module\.)?(?P<name>(?:exports|[\w$]+\.prototype)\.[\w$]+)\s*=\s*(?:async\s*)?(?:function\b|\([^)]*\)\s*=>)",
)
_JS_METHOD = _patterns(
    _NOT_CALLS.replace("|delete", "")
    + r"(?:(?:public|private|protected|static|async|get|set|override|readonly|abstract)\s+)*\*?"
    + r"(?P<name>#?[\w$]+|\[[\w$.]{1,80}\])\s*(?:<[^>]*>)?\([^;]*$",
)

LANGUAGES: tuple[Language, ...] = (
    Language(
        "python",
        (".py", ".pyi", ".pyw", ".pyx", ".pxd"),
        ("sconstruct", "wscript"),
        ("python", "python2", "python3", "pypy3"),
        _patterns(
            r"(?P<word>class|def)\s+(?P<name>\w+)",
            r"async\s+(?P<word>def)\s+(?P<name>\w+)",
            r"cp?def\s+[^=]*?(?P<name>\w+)\(",
        ),
        _words("class"),
        _HASH,
        Closing.INDENT,
    ),
    Language("c", (".c", ".h"), definitions=_patterns(_C_TYPES, _C_FUNCTION), comment=_SLASHES, type_above=True),
    Language(
        "c++",
        (".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".inl", ".cu", ".cuh", ".ino"),
        definitions=_patterns(_C_TYPES, _C_OPERATOR, _C_FUNCTION),
        containers=_C_CONTAINERS,
        comment=re.compile(r"//|/\*|\*|template\s*<|\[\["),
        type_above=True,
    ),
    Language(
        "rust",
        (".rs",),
        definitions=_patterns(
            r"(?:pub(?:\([^)]*\))?\s+)?(?:default\s+|unsafe\s+|auto\s+)*(?P<word>struct|enum|union|trait|mod)\s+(?P<name>\w+)",
            r"(?:pub(?:\([^)]*\))?\s+)?(?:const\s+|async\s+|unsafe\s+|extern\s+(?:\"[^\"]*\"\s+)?|default\s+)*(?P<word>fn)\s+(?P<name>\w+)",
            r"(?:unsafe\s+|default\s+)?(?P<word>impl)\b\s*(?:<[^{]*?>\s+)?(?P<name>[^{]*[^{\s])",
            r"(?P<word>macro_rules!)\s*(?P<name>\w+)",
        ),
        containers=_words("trait mod impl"),
        comment=_SLASHES,
    ),
    Language(
        "go",
        (".go",),
        definitions=_patterns(
            r"(?P<word>func)\s+(?P<name>\([^)]*\)\s*\w+|\w+)\s*[(\[]", r"(?P<word>type)\s+(?P<name>\w+)"
        ),
        comment=_SLASHES,
    ),
    Language(
        "java",
        (".java",),
        definitions=_patterns(_TYPE + r"(?P<name>\w+)"),
        containers=_words("class interface enum record"),
        comment=_SLASHES,
        members=_patterns(_C_FUNCTION),
    ),
    Language(
        "c#",
        (".cs",),
        definitions=_patterns(_TYPE + r"(?P<name>[\w.]+)(?!.*;$)"),
        containers=_words("class interface struct enum record namespace"),
        comment=_SLASHES,
        members=_patterns(_C_FUNCTION),
    ),
    Language(
        "javascript",
        (".js", ".mjs", ".cjs", ".jsx"),
        interpreters=("node", "deno", "bun"),
        definitions=_JS,
        members=_JS_METHOD,
        containers=_words("class"),
        comment=_SLASHES,
    ),
    Language(
        "typescript",
        (".ts", ".mts", ".cts", ".tsx"),
        definitions=_JS,
        members=_JS_METHOD,
        containers=_words("class namespace module"),
        comment=_SLASHES,
    ),
    Language(
        "php",
        (".php", ".phtml"),
        interpreters=("php",),
        definitions=_patterns(_TYPE + r"(?P<name>\w+)(?!.*;$)", _MODIFIERS + r"(?P<word>function)\s+&?(?P<name>\w+)"),
        containers=_words("class interface trait enum namespace"),
        comment=re.compile(r"//|/\*|\*|#"),
    ),
    Language(
        "kotlin",
        (".kt", ".kts"),
        definitions=_patterns(
            _TYPE + r"(?P<name>\w+)",
            _MODIFIERS.replace("|fun", "") + r"(?P<word>fun)\s+(?:<[^>]*>\s*)?(?P<name>[\w.]+)\s*\(",
        ),
        containers=_words("class interface object"),
        comment=_SLASHES,
    ),
    Language(
        "swift",
        (".swift",),
        definitions=_patterns(
            r"(?:@\w+\s+)*" + _TYPE.replace("class|", "class|actor|") + r"(?P<name>[\w.]+)",
            _MODIFIERS + r"(?P<word>func)\s+(?P<name>\S+?)\s*[(<]",
        ),
        members=_patterns(_MODIFIERS + r"(?P<name>init)[?!]?\s*[(<]"),
        containers=_words("class actor struct enum protocol extension"),
        comment=_SLASHES,
    ),
    Language(
        "scala",
        (".scala", ".sc"),
        definitions=_patterns(_TYPE + r"(?P<name>\w+)", _MODIFIERS + r"(?P<word>def)\s+(?P<name>\S+?)\s*[\[(:=]"),
        containers=_words("class object trait"),
        comment=_SLASHES,
    ),
    Language(
        "dart",
        (".dart",),
        definitions=_patterns(_TYPE + r"(?P<name>\w+)", _C_FUNCTION),
        containers=_words("class enum extension"),
        comment=_SLASHES,
    ),
    Language(
        "zig",
        (".zig",),
        definitions=_patterns(
            r"(?:pub\s+|export\s+|inline\s+|extern\s+)*(?P<word>fn)\s+(?P<name>\w+)",
            r'(?P<word>test)\s+(?P<name>"[^"]*"|\w+)',
        ),
        comment=_SLASHES,
    ),
    Language(
        "ruby",
        (".rb", ".rake", ".gemspec", ".ru"),
        ("rakefile", "gemfile", "vagrantfile", "podfile", "brewfile"),
        ("ruby",),
        _patterns(
            r"(?P<word>class|module)\s+(?P<name>[A-Z][\w:]*)",
            r"(?:private\s+|protected\s+)?(?P<word>def)\s+(?P<name>[\w.]+[?!=]?|\S+)",
        ),
        _words("class module"),
        closing=Closing.END,
    ),
    Language(
        "lua",
        (".lua",),
        (),
        ("lua", "luajit"),
        _patterns(
            r"(?:local\s+)?(?P<word>function)\s+(?P<name>[\w.:]+)", r"(?:local\s+)?(?P<name>[\w.]+)\s*=\s*function\b"
        ),
        comment=_DASHES,
        closing=Closing.END,
    ),
    Language(
        "julia",
        (".jl",),
        (),
        ("julia",),
        _patterns(r"(?:mutable\s+|abstract\s+)?(?P<word>function|struct|macro|module)\s+(?P<name>[\w.!]+)"),
        _words("module"),
        re.compile(r'#|"""'),
        Closing.END,
    ),
    Language(
        "elixir",
        (".ex", ".exs"),
        (),
        ("elixir",),
        _patterns(
            r"(?P<word>defmodule|defprotocol|defimpl)\s+(?P<name>[\w.]+)",
            r"(?P<word>defp?|defmacrop?)\s+(?P<name>\w+[?!]?)",
        ),
        _words("defmodule defprotocol defimpl"),
        re.compile(r"#|@\w+"),
        Closing.END,
    ),
    Language(
        "shell",
        (".sh", ".bash", ".zsh", ".ksh", ".bats", ".fish"),
        (".bashrc", ".zshrc", ".profile", ".bash_profile", ".bash_aliases", ".zprofile", ".zshenv", "pkgbuild"),
        ("sh", "bash", "zsh", "dash", "ksh", "fish"),
        _patterns(r"(?P<word>function)\s+(?P<name>[\w:.-]+)", r"(?P<name>[\w:.-]+)\s*\(\s*\)"),
    ),
    Language("perl", (".pl", ".pm"), (), ("perl",), _patterns(r"(?P<word>sub|package)\s+(?P<name>[\w:]+)(?!.*;$)")),
    Language("r", (".r",), (), ("rscript",), _patterns(r"(?P<name>[\w.]+)\s*(?:<-|=)\s*function\b")),
    Language(
        "powershell",
        (".ps1", ".psm1"),
        (),
        ("pwsh",),
        _patterns(r"(?P<word>[Ff]unction|class)\s+(?P<name>[\w:-]+)"),
        _words("class"),
    ),
    Language(
        "sql",
        (".sql",),
        definitions=_patterns(
            r"(?i:create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unique\s+|materialized\s+)*(?P<word>table|view|function|procedure|trigger|index|type)\s+(?:if\s+not\s+exists\s+)?(?P<name>[\w.\"`\[\]]+))"
        ),
        comment=_DASHES,
        closing=Closing.INDENT,
    ),
    Language("haskell", (".hs",), comment=_DASHES),
    Language("ocaml", (".ml", ".mli"), comment=re.compile(r"\(\*")),
    Language("clojure", (".clj", ".cljs", ".cljc", ".edn"), comment=re.compile(r";")),
    Language("lisp", (".lisp", ".cl", ".el", ".scm", ".rkt"), comment=re.compile(r";")),
    Language("erlang", (".erl", ".hrl"), comment=re.compile(r"%")),
    Language("fortran", (".f90", ".f95", ".f03", ".f"), comment=re.compile(r"!")),
    Language("assembly", (".s", ".asm"), comment=re.compile(r"[#;@]|//")),
    Language("make", (".mk", ".mak"), ("makefile", "gnumakefile", "justfile")),
    Language("cmake", (".cmake",), ("cmakelists.txt",)),
    Language("dockerfile", (".dockerfile",), ("dockerfile", "containerfile")),
    Language("nix", (".nix",)),
    Language("terraform", (".tf", ".hcl")),
    Language(
        "protobuf",
        (".proto",),
        definitions=_patterns(r"(?P<word>message|service|enum)\s+(?P<name>\w+)"),
        comment=_SLASHES,
    ),
    Language(
        "graphql",
        (".graphql", ".gql"),
        definitions=_patterns(r"(?P<word>type|input|enum|interface|query|mutation|fragment)\s+(?P<name>\w+)"),
    ),
    Language("css", (".css", ".scss", ".sass", ".less"), comment=_SLASHES),
    Language("diff", (".diff", ".patch")),
)
