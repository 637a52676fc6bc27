"""The operators of a query, and everything that only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import grows_at_most

from scent.core.search.conditions.query_language import ParsedQuery, is_exact, parse
from scent.core.types import Conditions
from scent.errors import UsageError


@pytest.mark.parametrize(
    ("query", "text", "conditions"),
    [
        ('when is "the rent" due', "when is the rent due", Conditions(required=("the rent",))),
        ('who said "let it be"?', "who said let it be", Conditions(required=("let it be",))),
        ('+"the rent"', "the rent", Conditions(required=("the rent",))),
        ("heating +boiler noise", "heating boiler noise", Conditions(required=("boiler",))),
        ("heating -draft", "heating", Conditions(excluded=("draft",))),
        ("heating -draft, -old.", "heating", Conditions(excluded=("draft", "old"))),
        ('heating -"first draft" noise', "heating noise", Conditions(excluded=("first draft",))),
        ("heating +e-mail +c++ -c#", "heating e-mail c++", Conditions(required=("e-mail", "c++"), excluded=("c#",))),
        ("Heizung -Zürich", "Heizung", Conditions(excluded=("Zürich",))),
        ("暖房 -猫", "暖房", Conditions(excluded=("猫",))),
        ("tax type:pdf type:MD", "tax", Conditions(fields=(("type", "pdf"), ("type", "MD")))),
        ("tax -type:pdf", "tax", Conditions(other_fields=(("type", "pdf"),))),
        ("tax path:~/notes/*.md", "tax", Conditions(fields=(("path", "~/notes/*.md"),))),
        ('tax author:"Ada Byron"', "tax", Conditions(fields=(("author", "Ada Byron"),))),
        ('notice title:"rent contract"', "notice rent contract", Conditions(fields=(("title", "rent contract"),))),
        ("notice -title:report", "notice", Conditions(other_fields=(("title", "report"),))),
    ],
)
def test_an_operator_narrows_the_search_and_only_what_may_be_in_an_answer_ranks(
    query: str, text: str, conditions: Conditions
) -> None:
    assert parse(query) == ParsedQuery(text, conditions)


@pytest.mark.parametrize(
    "query",
    [
        "a well-known e-mail problem",
        "-5 degrees",
        "below -40",
        "call +49 170 1234567",
        "what does --force do",
        "tar -x -verbose",
        "git commit --amend -message",
        "chmod +x run.sh",
        "notes - and thoughts -- of a year",
        "the train at 12:30",
        "https://example.org/a?b=c",
        "C:\\Users\\ada",
        "std::vector",
        "localhost:8080 refused",
        "title: Moby Dick",
        "author: Herman Melville",
        "Title:Report",
        "level:error in the log",
        "2025-01-02 12:30:01 kernel: ata1.00: failed command: READ",
        'an "unclosed quote',
        'a 6" pipe and a 3" hose',
        '"joined"to a word',
        'printf("hello", "world")',
        '{"level": "error", "path": "/var/log"}',
        '"type": "string"',
        '#include "llvm/Support/Compiler.h"',
        "Privatpersonen und -organisationen",
        "Rechte sowie -pflichten der Mieter",
        'std::cout << "hello" << name;',
        "int x = a -b;",
        "if (x && -y) +z",
        '"" and "..."',
        "what is + or -",
        "a -b c",
        "-a/b +c/d",
        "",
        "   ",
    ],
)
def test_what_only_looks_like_an_operator_stays_words(query: str) -> None:
    assert parse(query) == ParsedQuery(query)


def test_a_type_that_does_not_exist_is_words_and_a_note_says_so() -> None:
    parsed = parse("tax type:mardown")
    assert (parsed.text, parsed.conditions) == ("tax type:mardown", Conditions())
    assert parsed.notes == (
        "there is no type 'mardown', so type:mardown was searched as words; did you mean markdown?",
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("-draft", "the query only says what to leave out"),
        ('-"first draft" -path:old', "the query only says what to leave out"),
        ("path:notes/ -draft", "the query only says where to search"),
        ("type:pdf author:ada", "the query only says where to search"),
    ],
)
def test_a_query_without_anything_to_find_is_refused_with_a_way_out(query: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(query)
    assert caught.value.message == message
    assert "--literal" in caught.value.hint


def test_a_query_of_required_texts_alone_asks_for_all_passages_with_them() -> None:
    assert is_exact(parse('"heat pump"'))
    assert is_exact(parse('+boiler "heat pump" -draft path:notes'))
    assert not is_exact(parse('noise "heat pump"'))
    assert not is_exact(parse("noise -draft"))


def test_a_long_query_costs_time_in_proportion_to_its_length() -> None:
    assert grows_at_most(lambda count: parse("path:a " * count + "word"), 500, 8_000, times=96)  # else 256 times


@given(st.text())
def test_every_text_is_a_query(text: str) -> None:
    try:
        parsed = parse(text)
    except UsageError as error:
        assert "only says" in error.message  # noqa: PT017  # most texts raise nothing
    else:
        assert parsed.text == text or parsed.conditions != Conditions()


@given(st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=1))
def test_words_alone_are_a_query_as_it_is(words: list[str]) -> None:
    text = " ".join(words)
    assert parse(text) == ParsedQuery(text)
