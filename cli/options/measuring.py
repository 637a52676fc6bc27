"""Options of `eval`."""

from typing import Annotated

import typer

EvalWords = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[DATASET]...", help="Datasets to measure on; with --judge, your own files and directories."
    ),
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
    typer.Option(
        "--metric", metavar="NAME@K,...", help="Measures to compute, such as ndcg@10, span-recall@5 or token-iou@5."
    ),
]
EvalLimit = Annotated[
    int, typer.Option("--limit", "-k", metavar="N", min=1, help="Judge the first N results (default: 10).")
]
LimitQueries = Annotated[
    int | None, typer.Option("--limit-queries", metavar="N", min=1, help="Use only N of the queries, evenly spread.")
]
Judge = Annotated[
    str | None,
    typer.Option("--judge", metavar="FILE", help="Questions about your own files, one JSON object per line."),
]
Learn = Annotated[
    bool,
    typer.Option(
        "--learn",
        help="Fit the weights of scores to the questions of --judge, or to what scent search --good and --bad have "
        "said, and keep them with the index if other questions gain by them for certain.",
    ),
]
Unlearn = Annotated[
    bool, typer.Option("--unlearn", help="Go back to the usual weights: forget what --learn has kept with the index.")
]
Qrels = Annotated[
    str | None,
    typer.Option("--qrels", metavar="FILE", help="Judgements in TREC format, instead of the dataset's own."),
]
RunFile = Annotated[
    str | None,
    typer.Option(
        "--run", metavar="FILE", help="Write rankings for trec_eval; one file per setting if there are several."
    ),
]
Plot = Annotated[
    str | None, typer.Option("--plot", metavar="FILE", help="Draw the results as a bar chart, in an SVG file.")
]
Suffix = Annotated[
    str,
    typer.Option(
        "--suffix",
        metavar="NAME",
        help="Ending of the documents' file names, such as .py (default: .txt).",
        show_default=False,
    ),
]
Keep = Annotated[
    str | None,
    typer.Option("--keep", metavar="DIR", help="Keep documents and indexes in DIR, and reuse them in later runs."),
]
