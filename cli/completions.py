"""Completions for bash, zsh and fish: plain scripts that start no Python.

Owned here: how each shell is told what the command line takes. Not here: what it takes (`scent.cli.tree`).
"""

from collections.abc import Iterator, Mapping
from shlex import quote

from scent.cli.described import SETTINGS
from scent.cli.tree import Parameter, Verb
from scent.core.kinds import types
from scent.core.model import catalogue

_MADE = "Made by tools/generate.py from the command line itself; change that instead."

# The directories that an index covers, from its manifest; names with escapes are left to the shell.
_ROOTS = r"""match($0, /"roots":\["[^]]*"\]/) {
    count = split(substr($0, RSTART + 10, RLENGTH - 12), root, "\",\"")
    for (i = 1; i <= count; i++) if (root[i] !~ /\\/) print root[i]
}"""


def scripts(top: Verb) -> Mapping[str, str]:
    """The three scripts by the names under which shells look for them."""
    return {
        "scent": "\n".join(_bash(top)) + "\n",
        "_scent": "\n".join(_zsh(top)) + "\n",
        "scent.fish": "\n".join(_fish(top)) + "\n",
    }


def _leaves(top: Verb) -> list[Verb]:
    return list(top.walk())


def _words(parameter: Parameter) -> tuple[str, ...]:
    if parameter.kind == "type":
        return tuple(types())
    return tuple(SETTINGS) if parameter.kind == "setting" else parameter.values


def _names() -> str:
    """The models that can be fetched."""
    return " ".join(entry.name for entry in catalogue.entries())


# bash

_BASH_HEAD = f"""# bash completion for scent. {_MADE}
# shellcheck shell=bash

_scent_roots() {{
    local index=${{SCENT_INDEX:-${{XDG_DATA_HOME:-$HOME/.local/share}}/scent/index}}
    [[ -r $index/manifest.json ]] || index="$HOME/Library/Application Support/scent/index"
    [[ -r $index/manifest.json ]] && awk {quote(_ROOTS)} "$index/manifest.json"
}}

# The models that go by their names: those that are here, and those that can be fetched.
_scent_known_models() {{
    local models=${{XDG_DATA_HOME:-$HOME/.local/share}}/scent/models file
    [[ -d $models ]] || models="$HOME/Library/Application Support/scent/models"
    for file in "$models"/*.gguf; do
        file=${{file##*/}}
        [[ $file == '*.gguf' ]] || printf '%s\\n' "${{file%.gguf}}"
    done
    printf '%s\\n' {_names()}
}}

# _scent_offer KIND [WORD]...: what may stand here, of what the user has begun to type.
_scent_offer() {{
    local kind=$1 found
    shift
    while IFS= read -r found; do
        COMPREPLY+=("$found")
    done < <(
        case $kind in
            words) compgen -W "$*" -- "$word" ;;
            directory | index) compgen -d -- "$word" ;;
            model | name)
                compgen -W "$(_scent_known_models)" -- "$word"
                [[ $kind == name ]] && compgen -W bundled -- "$word"
                compgen -f -X '!*.gguf' -- "$word"
                compgen -d -- "$word"
                ;;
            file) compgen -f -- "$word" ;;
            path)
                compgen -f -- "$word"
                _scent_roots | while IFS= read -r found; do
                    [[ $found == "$word"* ]] && printf '%s\\n' "$found"
                done
                ;;
        esac
    )
    [[ $kind == words ]] || compopt -o filenames 2>/dev/null
}}

_scent() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} verb='' place=0 i=1
    COMPREPLY=()
    if [[ $word == = ]]; then
        word=''
    elif [[ $before == = ]]; then
        before=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    # Which verb this is, and how many arguments stand before.
    for ((; i < COMP_CWORD; i++)); do
        case "$verb ${{COMP_WORDS[i]}}" in"""


def _bash(top: Verb) -> Iterator[str]:
    yield _BASH_HEAD
    named = [verb for verb in _leaves(top) if verb.name]
    for verb in named:
        outer, _, word = verb.name.rpartition(" ")
        yield f"            \"{outer} {word}\") verb='{verb.name}' place=0 ;;"
    for verb in _leaves(top):
        taking = [name for each in verb.options if each.kind != "flag" for name in each.names]
        if taking:
            patterns = " | ".join(f'"{verb.name} {name}"' for name in taking)
            yield f"            {patterns}) ((++i)); [[ ${{COMP_WORDS[i]}} == = ]] && ((++i)) ;;"
    yield '            *" -"*) ;;'
    yield "            *) ((++place)) ;;"
    yield "        esac"
    yield "    done"
    yield '    case "$verb $before" in'
    for verb in _leaves(top):
        for option in verb.options:
            if option.kind != "flag":
                patterns = " | ".join(f'"{verb.name} {name}"' for name in option.names)
                yield f"        {patterns}) {_bash_offer(option)}; return ;;"
    yield "    esac"
    yield '    case "$verb" in'
    for verb in reversed(_leaves(top)):
        yield from _bash_verb(verb)
    yield "    esac"
    yield "}"
    yield ""
    yield "complete -F _scent scent"


def _bash_offer(parameter: Parameter) -> str:
    words = _words(parameter)
    if words:
        return f"_scent_offer words {' '.join(map(quote, words))}"
    return ":" if parameter.kind == "value" else f"_scent_offer {parameter.kind}"


def _bash_verb(verb: Verb) -> Iterator[str]:
    names = " ".join(name for each in verb.options for name in each.names)
    yield f"        '{verb.name}')"
    yield f"            if [[ $word == -* ]]; then _scent_offer words {names}; return; fi"
    if verb.verbs:
        yield f"            _scent_offer words {' '.join(each.name.split()[-1] for each in verb.verbs)}"
    for number, argument in enumerate(verb.arguments):
        if (offer := _bash_offer(argument)) != ":":
            test = ">=" if argument.repeated else "=="
            yield f"            ((place {test} {number})) && {offer}"
    yield "            ;;"


# zsh

_ZSH_HEAD = f"""#compdef scent
# zsh completion for scent. {_MADE}

_scent_roots() {{
    local index=${{SCENT_INDEX:-${{XDG_DATA_HOME:-$HOME/.local/share}}/scent/index}}
    [[ -r $index/manifest.json ]] || index="$HOME/Library/Application Support/scent/index"
    local -a roots
    [[ -r $index/manifest.json ]] && roots=("${{(@f)$(awk {quote(_ROOTS)} $index/manifest.json)}}")
    (( $#roots )) && compadd -f -a roots
}}

# _scent_known_models [WORD]...: the models that are here or can be fetched, and further words.
_scent_known_models() {{
    local models=${{XDG_DATA_HOME:-$HOME/.local/share}}/scent/models
    [[ -d $models ]] || models="$HOME/Library/Application Support/scent/models"
    local -aU names=("$@" $models/*.gguf(N:t:r) {_names()})
    _alternative "models:model:compadd -a names" 'files:file:_files -g "*.gguf"'
}}

_scent_paths() {{
    _alternative 'files:file:_files' 'roots:indexed:_scent_roots'
}}
"""


def _zsh(top: Verb) -> Iterator[str]:
    yield _ZSH_HEAD
    for verb in reversed(_leaves(top)):
        yield f"{_zsh_name(verb)}() {{"
        yield "    local context state state_descr line"
        yield "    typeset -A opt_args"
        yield "    _arguments -s -S -C \\"
        specs = [_zsh_option(each) for each in verb.options]
        if verb.verbs:
            specs += ["'1:verb:->verb'", "'*::argument:->rest'"]
        else:
            specs += [_zsh_argument(number, each) for number, each in enumerate(verb.arguments, 1)]
        yield " \\\n".join(f"        {spec}" for spec in specs)
        if verb.verbs:
            yield from _zsh_verbs(verb)
        yield "}"
        yield ""
    yield '_scent "$@"'


def _zsh_name(verb: Verb) -> str:
    return "_" + verb.command.replace(" ", "_").replace("-", "_")


def _zsh_verbs(verb: Verb) -> Iterator[str]:
    yield "    case $state in"
    yield "        verb)"
    yield "            local -a verbs=("
    for each in verb.verbs:
        yield f"                {quote(each.name.split()[-1] + ':' + each.summary)}"
    yield "            )"
    yield "            _describe verb verbs"
    yield "            ;;"
    yield "        rest)"
    yield "            case $words[1] in"
    for each in verb.verbs:
        yield f"                {each.name.split()[-1]}) {_zsh_name(each)} ;;"
    yield "            esac"
    yield "            ;;"
    yield "    esac"


def _zsh_action(parameter: Parameter) -> str:
    words = _words(parameter)
    if words:
        return f"({' '.join(words)})"
    return {
        "path": "_scent_paths",
        "file": "_files",
        "directory": "_files -/",
        "index": "_files -/",
        "model": "_scent_known_models",
        "name": "_scent_known_models bundled",
    }.get(parameter.kind, "")


def _zsh_option(option: Parameter) -> str:
    told = option.help.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
    value = f":{option.metavar.replace(':', ' ')}:{_zsh_action(option)}" if option.kind != "flag" else ""
    names = list(option.names)
    apart = "*" if option.repeated else f"({' '.join(names)})" if len(names) > 1 else ""
    taken = "{" + ",".join(names) + "}" if len(names) > 1 else names[0]
    return f"{quote(apart) if apart else ''}{taken}{quote(f'[{told}]{value}')}"


def _zsh_argument(number: int, argument: Parameter) -> str:
    place = "*" if argument.repeated else str(number)
    label = argument.metavar.strip("[].").lower() or "argument"
    return quote(f"{place}:{label.replace(':', ' ')}:{_zsh_action(argument)}")


# fish


def _fish_quote(words: str) -> str:
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'"


_FISH_HEAD = f"""# fish completion for scent. {_MADE}

function __scent_roots
    set -l data "$XDG_DATA_HOME"
    test -n "$data"; or set data "$HOME/.local/share"
    set -l index "$SCENT_INDEX"
    test -n "$index"; or set index "$data/scent/index"
    test -r "$index/manifest.json"; or set index "$HOME/Library/Application Support/scent/index"
    test -r "$index/manifest.json"; and awk {_fish_quote(_ROOTS)} "$index/manifest.json"
end

# The models that go by their names: those that are here, and those that can be fetched.
function __scent_models
    set -l data "$XDG_DATA_HOME"
    test -n "$data"; or set data "$HOME/.local/share"
    set -l models "$data/scent/models"
    test -d "$models"; or set models "$HOME/Library/Application Support/scent/models"
    for file in "$models"/*.gguf
        string replace -r '.*/(.*)\\.gguf$' '$1' -- $file
    end
    printf '%s\\n' {_names()}
end

# __scent_at VERB...: whether just these verbs have been said.
function __scent_at
    set -l words (commandline -opc | string match -v -- '-*')[2..-1]
    set -l given (count $argv)
    test (count $words) -ge $given; or return 1
    test $given -eq 0; or test "$words[1..$given]" = "$argv"
end

complete -c scent -f"""


def _fish(top: Verb) -> Iterator[str]:
    yield _FISH_HEAD
    for verb in _leaves(top):
        at = f"__scent_at {verb.name}".strip()
        if verb.verbs:
            inner = " ".join(each.name.split()[-1] for each in verb.verbs)
            here = f"{at}; and not __fish_seen_subcommand_from {inner}"
            for each in verb.verbs:
                yield f"complete -c scent -n {quote(here)} -a {each.name.split()[-1]} -d {_fish_quote(each.summary)}"
            at = here
        for option in verb.options:
            yield _fish_option(at, option)
        for argument in verb.arguments:
            taken = _fish_taken(argument)
            if taken:
                yield f"complete -c scent -n {quote(at)} {taken}"


def _fish_option(at: str, option: Parameter) -> str:
    names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
    taken = "" if option.kind == "flag" else f" {_fish_taken(option) or '-x'}"
    if _words(option):
        taken = f" -x{taken}"
    return f"complete -c scent -n {quote(at)} {names}{taken} -d {_fish_quote(option.help)}"


def _fish_taken(parameter: Parameter) -> str:
    words = _words(parameter)
    if words:
        return f"-a {_fish_quote(' '.join(words))}"
    return {
        "path": "-F -a '(__scent_roots)'",
        "file": "-r -F",
        "directory": "-x -a '(__fish_complete_directories)'",
        "index": "-x -a '(__fish_complete_directories)'",
        "model": "-x -a '(__scent_models; __fish_complete_suffix .gguf)'",
        "name": "-x -a '(echo bundled; __scent_models; __fish_complete_suffix .gguf)'",
    }.get(parameter.kind, "")
