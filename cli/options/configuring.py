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
ModelsActionName = Literal["list", "info", "use", "pull", "remove", "tune", "compare"]
ModelsAction = Annotated[
    ModelsActionName,
    typer.Argument(
        metavar="[ACTION]", help="list (the default), info, use, pull, remove, tune or compare.", show_default=False
    ),
]
ModelNames = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[MODEL]...",
        help="A name from the list, bundled, a GGUF file, or a static model. With pull also OWNER/NAME[:FILE] on "
        "Hugging Face, or a URL. compare takes up to three.",
        show_default=False,
    ),
]
CompareJudge = Annotated[
    str | None,
    typer.Option("--judge", metavar="FILE", help="With compare: questions about indexed files, as for scent eval."),
]
ComparePlot = Annotated[
    str | None,
    typer.Option("--plot", metavar="FILE", help="With compare: draw what shorter vectors lose, in an SVG file."),
]
CompareLayers = Annotated[
    bool,
    typer.Option(
        "--layers", help="With compare: also measure models without their last layers, if their files can be cut."
    ),
]
CompareSample = Annotated[
    int | None,
    typer.Option("--sample", metavar="N", min=20, help="With compare: embed N passages of the index (default: 1000)."),
]
RemoveUsed = Annotated[
    bool, typer.Option("--force", help="With remove: remove the model even if the settings or the index use it.")
]
TuneReset = Annotated[bool, typer.Option("--reset", help="With tune: discard earlier measurements of the model.")]
