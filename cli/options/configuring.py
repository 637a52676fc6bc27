"""Arguments and options of `config` and `models`."""

from typing import Annotated, Literal

from scent.cli import param

ActionName = Literal["list", "get", "set", "unset", "edit", "path"]
ConfigAction = Annotated[
    ActionName,
    param.Argument(metavar="[ACTION]", help="list (the default), get, set, unset, edit or path.", show_default=False),
]
SettingName = Annotated[str | None, param.Argument(metavar="[SETTING]", help="A setting: see scent-config(5).")]
SettingValue = Annotated[str | None, param.Argument(metavar="[VALUE]", help="With set: what it is to be.")]
ShowOrigin = Annotated[
    bool, param.Option("--show-origin", help="Print before each where it comes from: a file, a variable, or default.")
]

# Models.
ModelsActionName = Literal["list", "info", "use", "pull", "remove", "tune"]
ModelsAction = Annotated[
    ModelsActionName,
    param.Argument(metavar="[ACTION]", help="list (the default), info, use, pull, remove or tune.", show_default=False),
]
ModelName = Annotated[
    str | None,
    param.Argument(
        metavar="[MODEL]",
        help="A name that list shows, bundled, or a GGUF file; with pull also OWNER/NAME[:FILE] on Hugging Face, or a "
        "URL.",
    ),
]
RemoveUsed = Annotated[
    bool, param.Option("--force", help="With remove: even if the settings or the index still name the model.")
]
TuneReset = Annotated[bool, param.Option("--reset", help="With tune: forget what was found for the model.")]
