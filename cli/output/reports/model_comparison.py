"""What `scent models compare` prints: tables, JSON objects, and a drawing of what shorter vectors lose."""

from collections.abc import Iterator
from dataclasses import asdict
from html import escape
from typing import Any

from scent.cli.output import render
from scent.cli.output.reports.scoreboard import plain
from scent.core.quality.comparison import DEPTH, Comparison, Cut, ModelResult

_LEFT, _TOP, _WIDTH, _HEIGHT, _LEGEND = 60, 40, 560, 300, 24
# Okabe and Ito's palette, which colour-blind people can distinguish.
_COLOURS = ("#0072b2", "#d55e00", "#009e73")


def records(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """A JSON object for each model, with the keys of `scent.cli.output.json_schema`."""
    for model in comparison.models:
        agreement = [
            {"model": pair.second if pair.first == model.name else pair.first, **_agreement(asdict(pair))}
            for pair in comparison.pairs
            if model.name in {pair.first, pair.second}
        ]
        sizes = {"passages": comparison.passages, "queries": comparison.queries}
        yield {**asdict(model), "agreement": agreement, **sizes}


def _agreement(pair: dict[str, Any]) -> dict[str, Any]:
    return {name: pair[name] for name in ("jaccard", "rbo", "cka")}


def lines(comparison: Comparison) -> Iterator[bytes]:
    """The tables as lines, with one below each that says what was compared."""
    tables = [_models(comparison), _pairs(comparison), _cuts(comparison), _layers(comparison)]
    for table in tables:
        if len(table) == 1:  # the heading
            continue
        yield from (f"{line}\n".encode(errors="surrogateescape") for line in plain(table))
        yield b"\n"
    kind = "judged questions" if comparison.judged else "passages as queries"
    yield f"{comparison.passages:,} passages of the index, {comparison.queries:,} {kind}\n".encode()


def _models(comparison: Comparison) -> list[list[str]]:
    judged = ["ndcg@10"] if comparison.judged else []
    rows = [["model", "dims", *judged, "isotropy", "intrinsic dims", "tokens/s", "memory"]]
    for model in comparison.models:
        quality = [] if model.ndcg is None else [f"{model.ndcg:.3f}"]
        space = [f"{model.isotropy:.3f}", f"{model.intrinsic_dimension:.1f}"]
        cost = [f"{model.tokens_per_second:,.0f}", render.size(model.memory)]
        rows.append([render.visible(model.name), str(model.dims), *quality, *space, *cost])
    return rows


def _pairs(comparison: Comparison) -> list[list[str]]:
    rows = [["pair", "jaccard@10", "rbo", "cka"]]
    for pair in comparison.pairs:
        names = f"{render.visible(pair.first)}, {render.visible(pair.second)}"
        rows.append([names, f"{pair.jaccard:.3f}", f"{pair.rbo:.3f}", f"{pair.cka:.3f}"])
    return rows


def _cuts(comparison: Comparison) -> list[list[str]]:
    """What shorter vectors keep: a row for each size, and two columns for each model."""
    judged = comparison.judged
    rows = [["dims", *(f"{render.visible(model.name)} {way}" for model in comparison.models for way in ("cut", "pca"))]]
    for dims in sorted({cut.dims for model in comparison.models for cut in model.cuts}, reverse=True):
        found = [_cut(model, dims, pca=pca) for model in comparison.models for pca in (False, True)]
        rows.append([str(dims), *("" if cut is None else _kept(cut, judged=judged) for cut in found)])
    return rows


def _layers(comparison: Comparison) -> list[list[str]]:
    """What models keep without their last layers."""
    rows = [["model", "layers", "kept", *(["ndcg@10"] if comparison.judged else []), "tokens/s"]]
    for model in comparison.models:
        for cut in model.layers:
            quality = [] if cut.ndcg is None else [f"{cut.ndcg:.3f}"]
            kept = [render.visible(model.name), str(cut.layers), f"{cut.overlap:.3f}"]
            rows.append([*kept, *quality, f"{cut.tokens_per_second:,.0f}"])
    return rows


def _cut(model: ModelResult, dims: int, *, pca: bool) -> Cut | None:
    return next((cut for cut in model.cuts if (cut.dims, cut.pca) == (dims, pca)), None)


def _kept(cut: Cut, *, judged: bool) -> str:
    return f"{cut.overlap:.3f} ({cut.ndcg:.3f})" if judged else f"{cut.overlap:.3f}"


def svg(comparison: Comparison) -> str:
    """A drawing with a line for each model and way: the share of the ten best that stays, over the length of vectors.

    It has no script and no font of its own.
    """
    models = comparison.models
    sizes = sorted({cut.dims for model in models for cut in model.cuts} | {model.dims for model in models})
    places = {dims: _LEFT + _WIDTH * number / max(1, len(sizes) - 1) for number, dims in enumerate(sizes)}
    height = _TOP + _HEIGHT + 50 + _LEGEND * 2 * len(models)
    width = _LEFT * 2 + _WIDTH
    size = f'width="{width}" height="{height}"'
    heading = f"Share of the {DEPTH} best passages that shorter vectors keep"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">',
            '<g font-family="sans-serif" font-size="12" fill="#222222">',
            f"<title>{escape(', '.join(model.name for model in models))}</title>",
            f'<rect {size} fill="#ffffff"/>',
            f'<text x="{_LEFT}" y="22" font-weight="bold">{heading}</text>',
            *_axes(places),
            *(part for number, model in enumerate(models) for part in _lines(model, places, number)),
            "</g>",
            "</svg>\n",
        ]
    )


def _axes(places: dict[int, float]) -> Iterator[str]:
    for tenth in range(0, 11, 2):
        y = _y(tenth / 10)
        yield f'<line x1="{_LEFT}" x2="{_LEFT + _WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dddddd"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tenth / 10:.1f}</text>'
    for dims, x in places.items():
        yield f'<text x="{x:.1f}" y="{_TOP + _HEIGHT + 18}" text-anchor="middle">{dims}</text>'
    yield f'<text x="{_LEFT + _WIDTH}" y="{_TOP + _HEIGHT + 36}" text-anchor="end">dimensions</text>'


def _lines(model: ModelResult, places: dict[int, float], number: int) -> Iterator[str]:
    colour = _COLOURS[number % len(_COLOURS)]
    for pca, dash, name in ((False, "", "cut"), (True, ' stroke-dasharray="6 4"', "principal axes")):
        points = [(model.dims, 1.0), *((cut.dims, cut.overlap) for cut in model.cuts if cut.pca == pca)]
        path = " ".join(f"{places[dims]:.1f},{_y(kept):.1f}" for dims, kept in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
        y = _TOP + _HEIGHT + 50 + _LEGEND * (2 * number + pca)
        yield f'<line x1="{_LEFT}" x2="{_LEFT + 40}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"{dash}/>'
        yield f'<text x="{_LEFT + 50}" y="{y + 4}">{escape(model.name)}, {name}</text>'


def _y(share: float) -> float:
    return _TOP + _HEIGHT * (1 - share)
