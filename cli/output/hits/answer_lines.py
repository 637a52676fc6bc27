"""Shows an answer that a model wrote: its sentences with their citations, and the places of the passages."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from scent.cli.output.hits import hit_fields
from scent.cli.output.hits.hit_lines import marks_of, source_of
from scent.cli.output.render import LINE, MARK, PATH, Style, painted, shown_text
from scent.core.types import Hit

if TYPE_CHECKING:
    from scent.core.generation.answering import Answer
    from scent.core.generation.citations import Sentence

# Behind a sentence that no passage says.
_UNKNOWN = b"[?]"


def sentence(said: "Sentence", style: Style) -> bytes:
    """A sentence, what stands before it, and its citations: `The rent is due on Monday. [2]`."""
    numbers = b"".join(b"[%d]" % number for number in said.citations)
    mark = painted(numbers, LINE, style) if numbers else painted(_UNKNOWN, MARK, style)
    return said.before.encode() + shown_text(said.text).encode() + b" " + mark


def places(hits: Sequence[Hit], numbers: Sequence[int], style: Style) -> Iterator[bytes]:
    """`[n] path:line`, one line a passage; a place such as `[page 3]` follows."""
    for number in numbers:
        hit = hits[number - 1]
        path = painted(source_of(hit, style), PATH, style)
        line = painted(str(hit.sentence_line).encode(), LINE, style)
        yield (b"[%d] " % number + path + b":" + line + b" " + marks_of(hit, style)).rstrip() + b"\n"


def record(answer: "Answer", said: "Sequence[Sentence]", question: str, writer: str) -> dict[str, Any]:
    """The JSON object of an answer."""
    return {
        "question": question,
        "answer": "".join(each.before + each.text for each in said),
        "sentences": [
            {
                "text": each.text,
                "citations": list(each.citations),
                "cited_by": each.cited_by,
                "support": round(each.support, 6),
            }
            for each in said
        ],
        "writer": writer,
        "ended": "refused" if answer.refused else answer.ended,
        "hits": [{"number": number, **hit_fields.record(hit, question)} for number, hit in enumerate(answer.hits, 1)],
    }
