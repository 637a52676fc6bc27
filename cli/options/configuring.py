"""Arguments and options of `config` and `models`."""

from typing import Annotated, Literal

import typer

ActionName = Literal["list", "get", "set", "unset", "edit", "path"]
ConfigAction = Annotated[
    ActionName,
    typer.Argument(metavar="[ACTION]", help="list (the default), get, set, unset, edit or path.", show_default=False),
]
SettingName = Annotated[str | None, typer.Argument(metavar="[SETTING]", help="A setting: see scent-config(5).")]
SettingValue = Annotated[str | None, typer.Argument(metavar="[VALUE]", help="With set: what it is to be.")]
ShowOrigin = Annotated[
    bool, typer.Option("--show-origin", help="Print before each where it comes from: a file, a variable, or default.")
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
        help="A name that list shows, bundled, or a GGUF file; with pull also OWNER/NAME[:FILE] on Hugging Face, or a "
        "URL.",
    ),
]
RemoveUsed = Annotated[
    bool, typer.Option("--force", help="With remove: even if the settings or the index still name the model.")
]
TuneReset = Annotated[bool, typer.Option("--reset", help="With tune: forget what was found for the model.")]
