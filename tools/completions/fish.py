"""Completions for fish."""

from collections.abc import Iterator
from shlex import quote

from tools.command_tree import Parameter, Verb
from tools.completions.shared import GENERATED, HELP, ROOTS, all_verbs, choices, model_names, setting_values


def _quote(words: str) -> str:
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'"


_SETTING_VALUES = "\n".join(
    f"        case {name}\n            printf '%s\\n' {' '.join(values)}" for name, values in setting_values().items()
)
_HEAD = f"""# fish completion for scent. {GENERATED}

function __scent_roots
    set -l data "$XDG_DATA_HOME"
    test -n "$data"; or set data "$HOME/.local/share"
    set -l index "$SCENT_INDEX"
    test -n "$index"; or set index "$data/scent/index"
    test -r "$index/manifest.json"; or set index "$HOME/Library/Application Support/scent/index"
    test -r "$index/manifest.json"; and awk {_quote(ROOTS)} "$index/manifest.json"
end

# Names of models: those that are installed, and those that can be fetched.
function __scent_models
    set -l data "$XDG_DATA_HOME"
    test -n "$data"; or set data "$HOME/.local/share"
    set -l models "$data/scent/models"
    test -d "$models"; or set models "$HOME/Library/Application Support/scent/models"
    for file in "$models"/*.gguf
        string replace -r '.*/(.*)\\.gguf$' '$1' -- $file
    end
    printf '%s\\n' {model_names()}
end

# __scent_at VERB...: whether the command line has just these verbs.
function __scent_at
    set -l words (commandline -opc | string match -v -- '-*')[2..-1]
    set -l given (count $argv)
    test (count $words) -ge $given; or return 1
    test $given -eq 0; or test "$words[1..$given]" = "$argv"
end

# __scent_place NUMBER OPTIONS VERB...: whether the cursor is at this argument (from 0) of the verb, or
# behind it for "NUMBER+". OPTIONS are the verb's options that take a value, joined by spaces.
function __scent_place
    set -l valued (string split ' ' -- $argv[2])
    set -l words
    set -l is_value 0
    for word in (commandline -opc)[2..-1]
        if test $is_value -eq 1
            set is_value 0
        else if string match -q -- '-*' $word
            contains -- $word $valued; and set is_value 1
        else
            set -a words $word
        end
    end
    test $is_value -eq 0; or return 1
    set -l verbs (math (count $argv) - 2)
    test (count $words) -ge $verbs; or return 1
    test $verbs -eq 0; or test "$words[1..$verbs]" = "$argv[3..-1]"; or return 1
    set -l place (math (count $words) - $verbs)
    string match -q '*+' -- $argv[1]; and test $place -ge (string trim -c + -- $argv[1]); or test $place = $argv[1]
end

# The words that the setting before the cursor may be.
function __scent_setting_values
    switch (commandline -opc)[-1]
{_SETTING_VALUES}
    end
end

complete -c scent -f"""


def script(top: Verb) -> Iterator[str]:
    """The lines of the script."""
    yield _HEAD
    for verb in all_verbs(top):
        at = f"__scent_at {verb.name}".strip()
        if verb.verbs:
            inner = " ".join(each.name.split()[-1] for each in verb.verbs)
            here = f"{at}; and not __fish_seen_subcommand_from {inner}"
            for each in verb.verbs:
                yield f"complete -c scent -n {quote(here)} -a {each.name.split()[-1]} -d {_quote(each.summary)}"
            yield f"complete -c scent -n {quote(here)} -a {HELP[0]} -d {_quote(HELP[1])}"
            at = here
        for option in verb.options:
            yield _option(at, option)
        valued = " ".join(name for each in verb.options if each.kind != "flag" for name in each.names)
        for number, argument in enumerate(verb.arguments):
            argument_flags = _argument_flags(argument)
            if argument_flags:
                place = f"__scent_place {number}{'+' * argument.repeated} {quote(valued)} {verb.name}"
                yield f"complete -c scent -n {quote(place)} {argument_flags}"


def _option(at: str, option: Parameter) -> str:
    names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
    argument_flags = "" if option.kind == "flag" else f" {_argument_flags(option) or '-x'}"
    if choices(option):
        argument_flags = f" -x{argument_flags}"
    return f"complete -c scent -n {quote(at)} {names}{argument_flags} -d {_quote(option.help)}"


def _argument_flags(parameter: Parameter) -> str:
    words = choices(parameter)
    if words:
        return f"-a {_quote(' '.join(words))}"
    return {
        "path": "-F -a '(__scent_roots)'",
        "file": "-r -F",
        "directory": "-x -a '(__fish_complete_directories)'",
        "index": "-x -a '(__fish_complete_directories)'",
        "model": "-x -a '(__scent_models; __fish_complete_suffix .gguf)'",
        "setting value": "-x -a '(__scent_setting_values)'",
        "name": "-x -a '(echo bundled; __scent_models; __fish_complete_suffix .gguf)'",
    }.get(parameter.kind, "")
