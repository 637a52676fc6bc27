"""Options of `eval`."""

from typing import Annotated

import typer

EvalWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="[DATASET]...", help="Collections to measure on; with --judge, your files and directories."),
]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="NAME=VALUE,...",
        help="Compare settings: strategy, chunk_tokens, window_tokens, late_weight, dims, mode, model.",
    ),
]
Metric = Annotated[
    list[str] | None,
    typer.Option("--metric", metavar="NAME@K,...", help="Measures, such as ndcg@10, span-recall@5, token-iou@5."),
]
EvalLimit = Annotated[
    int, typer.Option("--limit", "-k", metavar="N", min=1, help="Judge the first N results (10 unless set).")
]
LimitQueries = Annotated[
    int | None, typer.Option("--limit-queries", metavar="N", min=1, help="Ask only N of the queries, evenly spread.")
]
Judge = Annotated[
    str | None, typer.Option("--judge", metavar="FILE", help="Questions on your own files, one JSON object a line.")
]
Qrels = Annotated[
    str | None, typer.Option("--qrels", metavar="FILE", help="Judgements in TREC's format instead of the dataset's.")
]
RunFile = Annotated[
    str | None,
    typer.Option(
        "--run", metavar="FILE", help="Write rankings for trec_eval; one file a setting if there are several."
    ),
]
Plot = Annotated[str | None, typer.Option("--plot", metavar="FILE", help="Draw the results as bars into an SVG file.")]
Suffix = Annotated[
    str,
    typer.Option(
        "--suffix",
        metavar="NAME",
        help="How the names of the documents' files end, such as .py (.txt unless set).",
        show_default=False,
    ),
]
Keep = Annotated[
    str | None,
    typer.Option("--keep", metavar="DIR", help="Keep files and indexes in DIR, and use again what is there."),
]
