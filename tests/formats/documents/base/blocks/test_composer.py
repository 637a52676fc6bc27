"""Documents that readers compose: blocks that tile their text, and titles that people wrote."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.metadata import meaningful_title


@pytest.mark.parametrize("title", ["Microsoft Word - x.doc", "thesis.dvi", "untitled", "PowerPoint Presentation", "  "])
def test_titles_written_by_programs_are_ignored(title: str) -> None:
    assert not meaningful_title(title)
    assert meaningful_title("A Field Guide") == "A Field Guide"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*Kind, "path", "row"]), st.text(max_size=30), st.sampled_from(["", "page 1", "page 2"])
        ),
        max_size=20,
    )
)
def test_composed_blocks_tile_their_text(steps: list[tuple[str, str, str]]) -> None:
    composer = Composer("any")
    for step, text, place in steps:
        composer.place = place
        if step == "path":
            composer.set_headings((text,))
        elif step == "row":
            composer.row([text, text])
        elif step is Kind.HEADING:
            composer.heading(1 + len(text) % 3, text)
        else:
            composer.add(text, Kind(step))
    document = composer.take_document()
    assert [block.start for block in document.blocks] == [0, *(block.end for block in document.blocks[:-1])][
        : len(document.blocks)
    ]
    assert not document.blocks or document.blocks[-1].end == len(document.text)
    assert all(document.text[block.start - 1] == "\n" for block in document.blocks[1:])
