"""Options of `ask`, and of others that have a local model write."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from scent.cli.settings.settings import Settings
from scent.errors import UsageError

Question = Annotated[
    str | None,
    typer.Argument(
        metavar="QUESTION",
        help="What to answer, in your own words. Quote it. Operators narrow the search, as in scent search.",
        show_default=False,
    ),
]
Writer = Annotated[
    str | None,
    typer.Option(
        "--writer",
        metavar="FILE",
        help="The model that writes: a chat model in a GGUF file, or the name of one in the directory of models. It "
        "runs on this machine.",
    ),
]
Expand = Annotated[
    Literal["hyde"] | None,
    typer.Option(
        "--expand",
        metavar="HOW",
        help="Search by more than the query. hyde: the model of --writer, or of the setting writer, imagines a passage "
        "that would answer, and the search is for what is near both. It takes seconds, and helps as much as the model "
        "knows of the subject.",
        show_default=False,
    ),
]
Passages = Annotated[
    int | None,
    typer.Option("--limit", "-k", metavar="N", help="Give the model at most N passages (default: 6)."),
]
MostTokens = Annotated[
    int,
    typer.Option(
        "--max-tokens",
        metavar="N",
        min=1,
        max=4096,
        help="Write at most N tokens (default: 400).",
        show_default=False,
    ),
]
Budget = Annotated[
    str,
    typer.Option(
        "--budget",
        metavar="TIME",
        help="Write for at most TIME, such as 90s (default: 2m).",
        show_default=False,
    ),
]
Sources = Annotated[
    bool, typer.Option("--passages", help="Below the answer, list all passages that the model was given.")
]

# How many passages the model is given unless -k says so: more take longer to read, and small models lose their way.
USUAL_PASSAGES = 6


def writer(settings: Settings, verb: str) -> Path:
    """The file of the model that writes, after a look at its header.

    Raises:
        UsageError: nobody has chosen one.
        ModelError: the file is missing, damaged or not a model that writes text.
    """
    if settings.writer is None:
        raise UsageError(
            f"{verb} needs a model that writes, and none is chosen",
            hint="fetch any chat model, such as: scent models pull Qwen/Qwen2.5-1.5B-Instruct-GGUF:q4_k_m; "
            "then: scent config set writer NAME (or --writer FILE)",
        )
    from scent.core.models.generator_file import check_generator

    check_generator(settings.writer)
    return settings.writer
