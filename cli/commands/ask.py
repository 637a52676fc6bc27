"""`scent ask`: an answer from the passages that a search finds, written by a model on this machine."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scent.cli.exits import ExitCode
from scent.cli.options import asking, filtering, searching, shared
from scent.cli.options.arguments import document_scope, existing_paths, query_text, seconds
from scent.cli.output import advice, render, streams
from scent.cli.output.hits import answer_lines, results
from scent.cli.settings.environment import use_colour, working_directory
from scent.cli.settings.settings import resolve
from scent.core.library import Index
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.generation.answering import Answer
    from scent.core.generation.citations import Sentence

EPILOG = """
\b
Examples:
  scent ask "when is the rent due"
  scent ask "what did we decide about the roof" ~/notes
  scent ask -t md --since 2026 "who is on the committee"
  scent ask --writer ~/models/chat.gguf "who is the landlord"
  scent ask --json "when is the rent due" | jq -r .answer

\b
Models:
  The writer is any chat model in a GGUF file. A larger one answers better and
  slower; it first reads the passages. Fetch one, and choose it once:
  scent models pull Qwen/Qwen2.5-1.5B-Instruct-GGUF:q4_k_m
  scent config set writer qwen2.5-1.5b-instruct-q4_k_m

\b
Citations:
  [n] behind a sentence names the passage that says it; the places are listed
  below the answer. If the model cites none, the passage with most words of
  the sentence is cited, and [?] says that no passage has them. A model can
  be wrong, also about what it cites: look there.

\b
Exit status:
  0  answered
  1  the answer is not in your files: no passage was found, or the model says
     so of those that were
  2  error
  3  answered, without passages of files that have changed since
  129  hung up, 130 interrupted, 143 terminated
"""


def run(
    question: asking.Question = None,
    paths: shared.Paths = None,
    *,
    writer: asking.Writer = None,
    index: shared.Index = None,
    limit: asking.Passages = None,
    max_tokens: asking.MostTokens = 400,
    budget: asking.Budget = "2m",
    mode: shared.Mode = None,
    min_score: searching.MinScore = None,
    everything: searching.All = False,
    literal: searching.Literally = False,
    rerank: searching.RerankModel = None,
    rerank_best: searching.RerankBest = None,
    rerank_budget: searching.RerankBudget = None,
    sources: asking.Sources = False,
    json: shared.Json = False,
    colour: shared.Colour = "auto",
    refresh: searching.Refresh = None,
    warm: searching.Warm = None,
    globs: filtering.Glob = None,
    any_case_globs: filtering.AnyCaseGlob = None,
    kinds: filtering.Type = None,
    other_kinds: filtering.TypeNot = None,
    languages: filtering.Language = None,
    since: filtering.Since = None,
    until: filtering.Until = None,
    author: filtering.Author = "",
) -> int:
    """Answer a question from your files, with a model on this machine.

    The model reads the passages that a search finds. Each sentence of the answer names those that
    say it; their places are listed below. If the search finds nothing, no model is loaded. Nothing
    is sent anywhere.
    """
    if question is None:
        raise UsageError("the question is missing", hint='such as: scent ask "when is the rent due"')
    question = query_text(question, 'scent ask "when is the rent due"')
    time = seconds(budget)
    settings = resolve(
        index=index,
        mode=mode,
        writer=writer,
        rerank=rerank,
        limit=asking.USUAL_PASSAGES if limit is None else limit,
        refresh=refresh,
        warm=warm,
        min_score=searching.least_score(min_score, everything=everything),
    )
    model = asking.writer(settings, "scent ask")
    scope = document_scope(
        existing_paths(paths, hint="a question of several words needs quotes"),
        globs=globs,
        any_case_globs=any_case_globs,
        kinds=kinds,
        other_kinds=other_kinds,
        languages=languages,
        since=since,
        until=until,
        author=author,
    )
    second = searching.rerank(settings.rerank, rerank_best, rerank_budget)
    if settings.refresh:
        from scent.cli.refreshing import refresh_index

        if code := refresh_index(settings, index):
            return code
    with Index(settings.index, cache=settings.cache, server=settings.server) as opened:
        hits = opened.search(
            question,
            limit=settings.limit,
            mode=settings.mode,
            scope=scope,
            min_score=settings.min_score,
            exact_seconds=settings.exact_seconds,
            listing=searching.listing(settings, files_only=False),
            literal=literal,
            rerank=second,
        )
        for warning in opened.warnings:
            streams.say(advice.on_index(warning, index))
        outdated = opened.outdated
    if not hits:
        streams.say("not in your files")
        if outdated:
            results.say_outdated(outdated, index)
        return ExitCode.PARTIAL if outdated else ExitCode.NOTHING
    from scent.core.generation.answering import Answer
    from scent.core.inference.generator import Limits
    from scent.core.models.generator_file import open_generator

    with open_generator(model, settings.cache) as generator:
        answer = Answer(generator, question, hits, Limits(max_tokens, time))
        code = _print_json(answer, question, generator.name) if json else _print(answer, sources, _style(colour))
    if outdated:
        results.say_outdated(outdated, index)
    return ExitCode.PARTIAL if outdated and code == ExitCode.DONE else code


def _style(colour: str) -> render.Style:
    terminal = streams.stdout_is_terminal()
    return render.Style(working_directory(), terminal, use_colour(colour, terminal=terminal))


def _print(answer: "Answer", every_source: bool, style: render.Style) -> int:  # noqa: FBT001  # an option
    """Print the sentences as they come, and the places below."""
    said: list[Sentence] = []
    for sentence in answer.sentences():
        said.append(sentence)
        streams.write([answer_lines.sentence(sentence, style)])
        streams.flush()
    if said:
        streams.write([b"\n\n"])
    cited = {number for sentence in said for number in sentence.citations}
    if said and not cited:
        streams.say("no sentence names a passage; these are all that the model was given")
    shown = [n for n in range(1, len(answer.hits) + 1) if every_source or not cited or n in cited]
    streams.write(answer_lines.places(answer.hits, shown, style))
    return _verdict(answer, said)


def _print_json(answer: "Answer", question: str, writer: str) -> int:
    said = list(answer.sentences())
    streams.write([render.json_line(answer_lines.record(answer, said, question, writer))])
    return _verdict(answer, said)


def _verdict(answer: "Answer", said: "Sequence[Sentence]") -> int:
    """Say what the reader should know of the answer, and return the exit code."""
    if answer.refused:
        streams.say("not in your files, says the model of these passages")
        return ExitCode.NOTHING
    if answer.ended in _ENDS:
        streams.say(_ENDS[answer.ended])
    if not said:
        streams.say("the model wrote no answer; another one may")
        return ExitCode.NOTHING
    return ExitCode.DONE


# What is said of an answer that was cut.
_ENDS = {
    "tokens": "the answer was cut; --max-tokens allows a longer one",
    "seconds": "the answer was cut; --budget allows more time",
}
