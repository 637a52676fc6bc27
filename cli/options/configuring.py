"""Arguments and options of `config` and `models`."""

from typing import Annotated, Literal

import typer

ActionName = Literal["list", "get", "set", "unset", "edit", "path"]
ConfigAction = Annotated[
    ActionName,
    typer.Argument(metavar="[ACTION]", help="list (the default), get, set, unset, edit or path.", show_default=False),
]
SettingName = Annotated[str | None, typer.Argument(metavar="[SETTING]", help="One of the settings in scent-config(5).")]
SettingValue = Annotated[str | None, typer.Argument(metavar="[VALUE]", help="With set: the new value.")]
ShowOrigin = Annotated[
    bool, typer.Option("--show-origin", help="Also print where each value comes from: a file, a variable, or default.")
]

# Models.
ModelsActionName = Literal["list", "info", "use", "pull", "remove", "tune"]
ModelsAction = Annotated[
    ModelsActionName,
    typer.Argument(metavar="[ACTION]", help="list (the default), info, use, pull, remove or tune.", show_default=False),
]
ModelName = Annotated[
    str | None,
    typer.Argument(
        metavar="[MODEL]",
        help="A name from the list, bundled, or a GGUF file. With pull also OWNER/NAME[:FILE] on Hugging "
        "Face, or a URL.",
    ),
]
RemoveUsed = Annotated[
    bool, typer.Option("--force", help="With remove: remove the model even if the settings or the index use it.")
]
TuneReset = Annotated[bool, typer.Option("--reset", help="With tune: discard earlier measurements of the model.")]
