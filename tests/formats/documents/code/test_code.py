"""Source code comes in definitions with the comments above them, under the names of what encloses them."""

import argparse
import ast
import dataclasses
import inspect
import json.decoder
import tarfile
import typing
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from places import SAMPLES

from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.registry import read

SAMPLES = SAMPLES / "code"


def one(path: Path) -> Document:
    [document] = read(path)
    return document


def first_lines(document: Document) -> dict[str, str]:
    """The first line of each definition's first block, by its path."""
    lines: dict[str, str] = {}
    for block in document.blocks:
        line = document.text[block.start : block.end].strip().partition("\n")[0].strip()
        if block.heading:
            lines.setdefault(" > ".join(block.heading), line)
    return lines


DEFINITIONS = {
    "tokens.py": {
        "def is_known": "# Only these are known.",
        "class Parser": "class Parser:",
        "class Parser > def read": "# The heart of it.",
        "class Parser > class Error": "class Error(Exception):",
        "class Parser > class Error > def __str__": "def __str__(self) -> str:",
        "class Parser > def close": "async def close(self):",
    },
    "ring.c": {
        "struct ring": "struct ring {",
        "ring_put": "/**",
        "count": "// How many there are.",
        "ring_name": "char *ring_name(void) {",
    },
    "shape.cpp": {
        "namespace geometry": "namespace geometry {",
        "namespace geometry > class Shape": "// A shape with an area.",
        "namespace geometry > class Shape > area": "/// Its area.",
        "namespace geometry > largest": "template <typename T>",
        "geometry::Circle::name": "std::string geometry::Circle::name() const {",
    },
    "queue.rs": {
        "struct Queue": "/// Items wait here.",
        "impl Queue<T>": "impl<T> Queue<T> {",
        "impl Queue<T> > fn new": "/// An empty queue.",
        "impl Queue<T> > fn pop": "pub async fn pop(&mut self) -> Option<T>",
        "struct Unit": "pub struct Unit;",
        "mod tests": "#[cfg(test)]",
        "mod tests > fn pops_nothing": "#[test]",
    },
    "server.go": {
        "type Server": "// Server holds the routes.",
        "func (s *Server) Serve": "// Serve answers one request.",
        "func New": "func New() *Server { return &Server{} }",
    },
    "Account.java": {
        "class Account": "/**",
        "class Account > Account": "public Account(long balance) {",
        "class Account > withdraw": "/** Takes money out. */",
        "class Account > enum State": "private enum State {",
    },
    "store.ts": {
        "interface Item": "export interface Item {",
        "class Store": "/** Keeps items. */",
        "class Store > add": "// Adds one.",
        "class Store > size": "get size(): number {",
        "double": "export const double = (value: number): number => {",
        "function main": "export default function main() {",
    },
    "user.php": {
        "class User": "/** A person. */",
        "class User > function greet": "// Greets.",
        "function helper": "function helper($x) {",
    },
    "Queue.cs": {
        "namespace Work": "namespace Work",
        "namespace Work > class Queue": "/// <summary>Waits.</summary>",
        "namespace Work > class Queue > Enqueue": "/// <summary>Adds.</summary>",
    },
    "stack.rb": {
        "module Things": "module Things",
        "module Things > class Stack": "# Last in, first out.",
        "module Things > class Stack > def initialize": "def initialize",
        "module Things > class Stack > def empty?": "def empty? = items.empty?",
        "module Things > class Stack > def pop": "# Takes the last.",
    },
    "queue.lua": {"function Queue.new": "-- Makes one.", "function size": "local function size(queue)"},
    "Boat.kt": {
        "class Boat": "/** A boat at its berth. */",
        "class Boat > fun leave": "// Casts off.",
        "class Boat > fun named": "fun named(name: String) = Boat(name)",
        "fun afloat": "/** All boats that float. */",
    },
    "Clock.swift": {
        "actor Clock": "/// Keeps the time of one room.",
        "actor Clock > init": "/// Starts at a given tick.",
        "actor Clock > func tick": "// One more.",
        "extension Clock": "extension Clock {",
        "extension Clock > func reset": "func reset() {}",
        "protocol Chimes": "protocol Chimes {",
        "protocol Chimes > func chime": "func chime()",
    },
    "Garden.scala": {
        "trait Plant": "/** What grows in a bed. */",
        "trait Plant > def water": "def water(litres: Int): Unit",
        "object Garden": "object Garden {",
        "object Garden > def waterAll": "// Waters them all.",
    },
    "Ledger.pm": {
        "sub add": "# Adds an entry.",
        "sub total": "sub total { my $t = 0; $t += $_ for @{ $_[0]{sums} }; return $t }",
    },
    "orbit.jl": {
        "module Orbit": "module Orbit",
        "struct Body": '"""A body that moves."""',
        "function step!": "# Moves it on.",
    },
    "mail.ex": {
        "defmodule Mail": "defmodule Mail do",
        "defmodule Mail > def send_all": "# To everybody.",
        "defmodule Mail > defp send_one": '@doc "One letter."',
    },
    "deploy": {"usage": "# Says how to use it.", "function run": "function run {"},
}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_definitions_have_their_path_of_names_and_the_comments_above_them(name: str) -> None:
    assert first_lines(one(SAMPLES / name)) == DEFINITIONS[name]


def test_every_sample_is_tested() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == set(DEFINITIONS)


def test_members_have_the_path_of_their_namespace_and_may_be_named_like_keywords(tmp_path: Path) -> None:
    (tmp_path / "a.php").write_text("<?php\nnamespace A {\n  class B {\n    function c() {\n    }\n  }\n}\n")
    assert list(first_lines(one(tmp_path / "a.php")))[-1] == "namespace A > class B > function c"
    (tmp_path / "a.js").write_text("class A {\n  delete(key) {\n  }\n  [Symbol.iterator]() {\n  }\n}\n")
    assert list(first_lines(one(tmp_path / "a.js")))[1:] == ["class A > delete", "class A > [Symbol.iterator]"]


def block_of(document: Document, path: tuple[str, ...]) -> str:
    [text] = [document.text[block.start : block.end] for block in document.blocks if block.heading == path]
    return text


def test_a_function_stays_one_block_when_its_strings_and_labels_are_not_indented() -> None:
    known = block_of(one(SAMPLES / "tokens.py"), ("def is_known",))
    assert known.startswith("# Only these are known.\n@cache\ndef is_known(\n    word: str,\n) -> bool:")
    assert known.rstrip().endswith("return bool(query)")
    put = block_of(one(SAMPLES / "ring.c"), ("ring_put",))
    assert "#ifdef DEBUG" in put
    assert put.rstrip().endswith("out:\n\treturn -1;\n}")


def test_a_body_in_indented_braces_ends_with_them(tmp_path: Path) -> None:
    """As GNU sets its code: what follows belongs to no definition, rather than to the one before."""
    (tmp_path / "queue.h").write_text(
        "struct item\n  {\n    int weight;\n  };\n\n/* Weigh. */\nextern int weigh (int) __THROW;\n\n"
        "int\nlift (int by)\n{\n  {\n    by++;\n  }\n  return by;\n}\n"
    )
    document = one(tmp_path / "queue.h")
    spans = {block.heading: document.text[block.start : block.end].strip() for block in document.blocks}
    assert spans["struct item",].endswith("};")
    assert "weigh" in spans[()]
    assert spans["lift",].endswith("return by;\n}")


def test_a_docstring_above_a_definition_belongs_to_it(tmp_path: Path) -> None:
    (tmp_path / "area.jl").write_text('x = 1\n\n"""\nArea of a trapezoid.\n"""\nfunction area(a, h)\n    a * h\nend\n')
    (tmp_path / "moon.ex").write_text(
        'defmodule Moon do\n  @doc """\n  Phase of the moon.\n  """\n  def phase(date) do\n    :full\n  end\nend\n'
    )
    for name, words in (("area.jl", "Area of a trapezoid."), ("moon.ex", "Phase of the moon.")):
        document = one(tmp_path / name)
        [block] = [block for block in document.blocks if words in document.text[block.start : block.end]]
        assert block.heading[-1] in {"function area", "def phase"}


def test_the_end_of_a_class_belongs_to_its_last_member() -> None:
    document = one(SAMPLES / "queue.rs")
    assert document.text[document.blocks[-1].start :].endswith("fn pops_nothing() {}\n}\n")


def test_a_docstring_is_prose_and_gives_the_title() -> None:
    document = one(SAMPLES / "tokens.py")
    assert document.title == "Cut text into tokens"
    assert [block.kind for block in document.blocks[:3]] == [Kind.PROSE, Kind.PROSE, Kind.CODE]


def test_data_is_cut_at_blank_lines_and_between_lines(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[a]\nx = 1\n\n[b]\ny = 2\n")
    document = one(path)
    assert document.format == "toml"
    assert [document.text[block.start : block.end] for block in document.blocks] == ["[a]\nx = 1\n\n", "[b]\ny = 2\n"]
    assert {block.kind for block in document.blocks} == {Kind.CODE}


@pytest.mark.parametrize(
    "module", [argparse, ast, dataclasses, inspect, json.decoder, tarfile, typing], ids=lambda module: module.__name__
)
def test_every_definition_that_python_knows_is_found_and_its_lines_are_in_its_block(module: ModuleType) -> None:
    path = Path(module.__file__ or "")
    document = one(path)
    line_of = [1 + document.text.count("\n", 0, block.start) for block in document.blocks]
    missing = [
        (names, line)
        for names, line in definitions_in(ast.parse(document.text), ())
        if document.blocks[bisect_right(line_of, line) - 1].heading != names
    ]
    assert not missing


def definitions_in(node: ast.Module | ast.ClassDef, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """The path of names of each function and class, and the line of its head."""
    for child in node.body:
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (*names, f"def {child.name}"), child.lineno
        elif isinstance(child, ast.ClassDef):
            yield (*names, f"class {child.name}"), child.lineno
            yield from definitions_in(child, (*names, f"class {child.name}"))


GNU_STYLE = """\
namespace mill
{
  struct wheel_tag : public machine_tag { };

  template<typename Key, typename Alloc>
    class __attribute_used__ Race : public Channel
    {
      void turn();
    };

  MILL_TEMPLATE_DECLARATION
  inline typename MILL_CLASS::reverse_iterator
  MILL_CLASS::
  erase(reverse_iterator it)
  {
    return it;
  }

  struct grain *
  ground (struct grain *sack)
  {
    return sack;
  }
}
"""


def test_types_and_macros_on_lines_of_their_own_belong_to_the_function_below(tmp_path: Path) -> None:
    (tmp_path / "mill.hpp").write_text(GNU_STYLE)
    document = one(tmp_path / "mill.hpp")
    blocks = {block.heading[-1]: document.text[block.start : block.end].strip() for block in document.blocks}
    assert blocks["erase"].startswith("MILL_TEMPLATE_DECLARATION\n")
    assert blocks["ground"].startswith("struct grain *\n")
    assert blocks["struct wheel_tag"] == "struct wheel_tag : public machine_tag { };"
    assert {block.heading[0] for block in document.blocks} == {"namespace mill"}


def test_a_page_with_php_is_code_and_one_without_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "postage.php"
    function = "/** Works out the postage for a parcel by its weight. */\nfunction postage(int $grams): float\n{\n}\n"
    path.write_text(f"<!DOCTYPE html>\n<html><body><p>Don't panic</p>\n<?php\n\n{function}?>\n</body></html>\n")
    [document] = read(path)
    assert document.format == "php"
    [block] = [block for block in document.blocks if block.heading == ("function postage",)]
    assert document.text[block.start : block.end] == function
    path.write_text("<!DOCTYPE html>\n<html><body><p>A parcel costs four crowns.</p></body></html>\n")
    assert [(document.format, document.text) for document in read(path)] == [("html", "A parcel costs four crowns.\n")]
