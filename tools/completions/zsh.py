"""Completions for zsh."""

from collections.abc import Iterator
from shlex import quote

from tools.command_tree import Parameter, Verb
from tools.completions.shared import GENERATED, HELP, ROOTS, all_verbs, choices, model_names, setting_values

_SETTING_VALUES = "\n".join(
    f"        {name}) values=({' '.join(values)}) ;;" for name, values in setting_values().items()
)
_HEAD = f"""#compdef scent
# zsh completion for scent. {GENERATED}

_scent_roots() {{
    local index=${{SCENT_INDEX:-${{XDG_DATA_HOME:-$HOME/.local/share}}/scent/index}}
    [[ -r $index/manifest.json ]] || index="$HOME/Library/Application Support/scent/index"
    local -a roots
    [[ -r $index/manifest.json ]] && roots=("${{(@f)$(awk {quote(ROOTS)} $index/manifest.json)}}")
    (( $#roots )) && compadd -f -a roots
}}

# Models that are installed or can be fetched. zsh passes options of compadd to what completes an argument.
_scent_known_models() {{
    _scent_models_and
}}

_scent_chosen_models() {{
    _scent_models_and bundled
}}

# _scent_models_and [WORD]...: models, and further words.
_scent_models_and() {{
    local models=${{XDG_DATA_HOME:-$HOME/.local/share}}/scent/models
    [[ -d $models ]] || models="$HOME/Library/Application Support/scent/models"
    local -aU names=("$@" $models/*.gguf(N:t:r) {model_names()})
    _alternative "models:model:compadd -a names" 'files:file:_files -g "*.gguf"'
}}

# The words that the setting before the cursor may be.
_scent_setting_values() {{
    local -a values
    case $words[CURRENT-1] in
{_SETTING_VALUES}
    esac
    (( $#values )) && _describe value values
}}

_scent_paths() {{
    _alternative 'files:file:_files' 'roots:indexed:_scent_roots'
}}
"""


def script(top: Verb) -> Iterator[str]:
    """The lines of the script."""
    yield _HEAD
    for verb in reversed(all_verbs(top)):
        yield f"{_name(verb)}() {{"
        yield "    local context state state_descr line"
        yield "    typeset -A opt_args"
        yield "    _arguments -s -S -C \\"
        specs = [_option(each) for each in verb.options]
        if verb.verbs:
            specs += ["'1:verb:->verb'", "'*::argument:->rest'"]
        else:
            specs += [_argument(number, each) for number, each in enumerate(verb.arguments, 1)]
        yield " \\\n".join(f"        {spec}" for spec in specs)
        if verb.verbs:
            yield from _verbs(verb)
        yield "}"
        yield ""
    yield '_scent "$@"'


def _name(verb: Verb) -> str:
    return "_" + verb.command.replace(" ", "_").replace("-", "_")


def _verbs(verb: Verb) -> Iterator[str]:
    yield "    local -a verbs=("
    for each in verb.verbs:
        yield f"        {quote(each.name.split()[-1] + ':' + each.summary)}"
    yield "    )"
    yield "    case $state in"
    yield "        verb)"
    yield f"            verbs+=({quote(':'.join(HELP))})"
    yield "            _describe verb verbs"
    yield "            ;;"
    yield "        rest)"
    yield "            case $words[1] in"
    yield f"                {HELP[0]}) _describe verb verbs ;;"
    for each in verb.verbs:
        yield f"                {each.name.split()[-1]}) {_name(each)} ;;"
    yield "            esac"
    yield "            ;;"
    yield "    esac"


def _action(parameter: Parameter) -> str:
    words = choices(parameter)
    if words:
        return f"({' '.join(words)})"
    return {
        "path": "_scent_paths",
        "file": "_files",
        "directory": "_files -/",
        "index": "_files -/",
        "model": "_scent_known_models",
        "name": "_scent_chosen_models",
        "setting value": "_scent_setting_values",
    }.get(parameter.kind, "")


def _option(option: Parameter) -> str:
    description = option.help.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
    value = f":{option.metavar.replace(':', ' ')}:{_action(option)}" if option.kind != "flag" else ""
    names = list(option.names)
    exclusive = "*" if option.repeated else f"({' '.join(names)})" if len(names) > 1 else ""
    spelling = "{" + ",".join(names) + "}" if len(names) > 1 else names[0]
    return f"{quote(exclusive) if exclusive else ''}{spelling}{quote(f'[{description}]{value}')}"


def _argument(number: int, argument: Parameter) -> str:
    place = "*" if argument.repeated else str(number)
    label = argument.metavar.strip("[].").lower() or "argument"
    return quote(f"{place}:{label.replace(':', ' ')}:{_action(argument)}")
