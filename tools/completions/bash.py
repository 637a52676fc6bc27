"""Completions for bash."""

from collections.abc import Iterator
from shlex import quote

from tools.command_tree import Parameter, Verb
from tools.completions.shared import GENERATED, HELP, ROOTS, all_verbs, choices, model_names, setting_values

_SETTING_VALUES = "\n".join(
    f"        {name}) printf '%s\\n' {' '.join(values)} ;;" for name, values in setting_values().items()
)
_HEAD = f"""# bash completion for scent. {GENERATED}
# shellcheck shell=bash

_scent_roots() {{
    local index=${{SCENT_INDEX:-${{XDG_DATA_HOME:-$HOME/.local/share}}/scent/index}}
    [[ -r $index/manifest.json ]] || index="$HOME/Library/Application Support/scent/index"
    [[ -r $index/manifest.json ]] && awk {quote(ROOTS)} "$index/manifest.json"
}}

# Names of models: those that are installed, and those that can be fetched.
_scent_known_models() {{
    local models=${{XDG_DATA_HOME:-$HOME/.local/share}}/scent/models file
    [[ -d $models ]] || models="$HOME/Library/Application Support/scent/models"
    for file in "$models"/*.gguf; do
        file=${{file##*/}}
        [[ $file == '*.gguf' ]] || printf '%s\\n' "${{file%.gguf}}"
    done
    printf '%s\\n' {model_names()}
}}

# _scent_setting_values SETTING: the words that it may be.
_scent_setting_values() {{
    case $1 in
{_SETTING_VALUES}
    esac
}}

# _scent_offer KIND [WORD]...: offer the values that continue what the user has typed.
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
            value) compgen -W "$(_scent_setting_values "$before")" -- "$word" ;;
            path)
                compgen -f -- "$word"
                _scent_roots | while IFS= read -r found; do
                    [[ $found == "$word"* ]] && printf '%s\\n' "$found"
                done
                ;;
        esac
    )
    [[ $kind == words || $kind == value ]] || compopt -o filenames 2>/dev/null
}}

_scent() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} verb='' place=0 i=1
    COMPREPLY=()
    if [[ $word == = ]]; then
        word=''
    elif [[ $before == = ]]; then
        before=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    # Find the verb, and count the arguments before the cursor.
    for ((; i < COMP_CWORD; i++)); do
        case "$verb ${{COMP_WORDS[i]}}" in"""


def script(top: Verb) -> Iterator[str]:
    """The lines of the script."""
    yield _HEAD
    named = [verb for verb in all_verbs(top) if verb.name]
    for verb in named:
        outer, _, word = verb.name.rpartition(" ")
        yield f"            \"{outer} {word}\") verb='{verb.name}' place=0 ;;"
    for verb in all_verbs(top):
        taking = [name for each in verb.options if each.kind != "flag" for name in each.names]
        if taking:
            patterns = " | ".join(f'"{verb.name} {name}"' for name in taking)
            yield f"            {patterns}) ((++i)); [[ ${{COMP_WORDS[i]}} == = ]] && ((++i)) ;;"
    yield '            *" -"*) ;;'
    yield "            *) ((++place)) ;;"
    yield "        esac"
    yield "    done"
    yield '    case "$verb $before" in'
    for verb in all_verbs(top):
        for option in verb.options:
            if option.kind != "flag":
                patterns = " | ".join(f'"{verb.name} {name}"' for name in option.names)
                yield f"        {patterns}) {_offer(option)}; return ;;"
    yield "    esac"
    yield '    case "$verb" in'
    for verb in reversed(all_verbs(top)):
        yield from _verb(verb)
    yield "    esac"
    yield "}"
    yield ""
    yield "complete -F _scent scent"


def _offer(parameter: Parameter) -> str:
    words = choices(parameter)
    if words:
        return f"_scent_offer words {' '.join(map(quote, words))}"
    return ":" if parameter.kind == "value" else f"_scent_offer {parameter.kind.split()[-1]}"


def _verb(verb: Verb) -> Iterator[str]:
    names = " ".join(name for each in verb.options for name in each.names)
    yield f"        '{verb.name}')"
    yield f"            if [[ $word == -* ]]; then _scent_offer words {names}; return; fi"
    if verb.verbs:
        yield f"            _scent_offer words {' '.join([each.name.split()[-1] for each in verb.verbs] + [HELP[0]])}"
    for number, argument in enumerate(verb.arguments):
        if (offer := _offer(argument)) != ":":
            test = ">=" if argument.repeated else "=="
            yield f"            ((place {test} {number})) && {offer}"
    yield "            ;;"
