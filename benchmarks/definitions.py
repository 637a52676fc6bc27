"""Compare the definitions that our line scanners find in source code with those of tree-sitter, and the speed.

    pip install tree-sitter tree-sitter-python tree-sitter-c tree-sitter-cpp tree-sitter-javascript ...
    python benchmarks/definitions.py DIRECTORY...

Forty files of each language are sampled from the directories, the same ones each time. A definition
counts as found if the block that contains the line of its name has that name. Languages without an
installed grammar are left out.
"""

import os
import random
import re
import sys
import time
from collections.abc import Iterator
from importlib import import_module, util
from pathlib import Path
from typing import Any

from scent.formats.documents.registry import read

# By suffix: the grammar, what it calls definitions, and in what they may lie.
CLASS = "class_declaration class_body interface_declaration"
CPP = (
    "class_specifier struct_specifier namespace_definition template_declaration field_declaration_list declaration_list"
)
GRAMMARS = {
    ".py": ("python", "language", "function_definition class_definition", "class_definition block"),
    ".c": ("c", "language", "function_definition", ""),
    ".cpp": ("cpp", "language", "function_definition class_specifier struct_specifier", CPP),
    ".hpp": ("cpp", "language", "function_definition class_specifier struct_specifier", CPP),
    ".js": ("javascript", "language", "function_declaration class_declaration method_definition", CLASS),
    ".ts": (
        "typescript",
        "language_typescript",
        "function_declaration class_declaration method_definition interface_declaration enum_declaration",
        CLASS,
    ),
    ".php": (
        "php",
        "language_php",
        "function_definition class_declaration interface_declaration trait_declaration method_declaration",
        f"{CLASS} trait_declaration declaration_list namespace_definition compound_statement",
    ),
    ".lua": ("lua", "language", "function_declaration", ""),
    ".swift": (
        "swift",
        "language",
        "class_declaration function_declaration protocol_declaration init_declaration",
        CLASS,
    ),
    ".sh": ("bash", "language", "function_definition", ""),
    ".pm": ("perl", "language", "subroutine_declaration_statement", ""),
    ".go": ("go", "language", "function_declaration method_declaration", ""),
    ".cs": (
        "c_sharp",
        "language",
        "class_declaration interface_declaration method_declaration constructor_declaration struct_declaration",
        f"{CLASS} namespace_declaration declaration_list struct_declaration",
    ),
    ".rs": ("rust", "language", "function_item", "impl_item trait_item mod_item declaration_list"),
}
WRAPPERS = {"decorated_definition", "export_statement", "ERROR", "linkage_specification"}
NAMES = {
    "identifier",
    "field_identifier",
    "type_identifier",
    "qualified_identifier",
    "destructor_name",
    "operator_name",
}
ARGUMENTS = re.compile(r"<.*>", re.DOTALL)  # of a template
FILES, LEAST, MOST = 40, 2_000, 80_000


def definitions(node: Any, wanted: set[str], around: set[str]) -> Iterator[tuple[int, str]]:  # noqa: ANN401 - a foreign node
    """Yield the line (from 1) and the name of each definition that has a body and is nested only in containers."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.type in wanted and each.child_by_field_name("body"):
            name = named(each)
            if name is not None:
                yield name.start_point[0] + 1, name.text.decode("utf-8", "replace")
        if each.parent is None or each.type in around | WRAPPERS or each.type.startswith("preproc"):
            waiting += each.children


def named(node: Any) -> Any:  # noqa: ANN401 - a foreign node
    """The node of a definition's name, which C hides in its declarators."""
    while (name := node.child_by_field_name("name")) is None:
        node = node.child_by_field_name("declarator")
        if node is None or node.type in NAMES:
            return node
    return name


def judge(suffix: str, files: list[Path]) -> None:
    """Print how many definitions both find, and both speeds."""
    from tree_sitter import Language, Parser

    module, function, wanted, around = GRAMMARS[suffix]
    parser = Parser(Language(getattr(import_module(f"tree_sitter_{module}"), function)()))
    known = found = size = 0
    theirs = ours = 0.0
    for path in files:
        data = path.read_bytes()
        begun = time.process_time()
        tree = parser.parse(data)
        theirs += time.process_time() - begun
        begun = time.process_time()
        documents = list(read(path))
        ours += time.process_time() - begun
        size += len(data)
        under: dict[int, tuple[str, ...]] = {}
        for document in documents:
            for block in document.blocks:
                first = document.line + document.text.count("\n", 0, block.start)
                last = first + document.text.count("\n", block.start, block.end)
                under.update(dict.fromkeys(range(first, last + 1), block.heading))
        for line, name in definitions(tree.root_node, set(wanted.split()), set(around.split())):
            known += 1
            bare = name if "operator" in name else ARGUMENTS.sub("", name)
            last_name = bare.replace(":", ".").split(".")[-1].strip()
            found += any(last_name in heading for heading in under.get(line, ()))
    speed = f"{size / 1e6 / theirs:.1f} : {size / 1e6 / ours:.1f} MB/s" if files else ""
    print(f"{suffix:7}{len(files):4} files {known:6} definitions {100 * found / max(known, 1):6.1f} % found  {speed}")


def main() -> None:
    """Judge every language whose grammar is installed."""
    every = [
        Path(directory, name)
        for top in sys.argv[1:]
        for directory, _, names in os.walk(top)
        for name in sorted(names)
        if name.endswith(tuple(GRAMMARS)) and ".min." not in name
    ]
    print("speeds: tree-sitter : our scanner")
    for suffix, (module, *_) in GRAMMARS.items():
        files = sorted(path for path in every if path.suffix == suffix and path.is_file())
        files = [path for path in files if LEAST < path.stat().st_size < MOST]
        if util.find_spec(f"tree_sitter_{module}"):
            judge(suffix, sorted(random.Random(1).sample(files, min(FILES, len(files)))))  # noqa: S311 - a draw, no secret


if __name__ == "__main__":
    main()
