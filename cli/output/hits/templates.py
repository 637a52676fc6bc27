r"""Parses and fills the templates of `--format`: text with `{fields}` and the escapes `\t`, `\n`, `\0`, `\\`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from string import Formatter

from scent.errors import UsageError

_ESCAPES = {"t": "\t", "n": "\n", "0": "\0", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Template:
    """Pieces of plain text, each with the field that follows: its name (or empty) and its Python format."""

    pieces: tuple[tuple[str, str, str], ...]

    @classmethod
    def parse(cls, template: str, fields: Sequence[str]) -> "Template":
        """Parse a template that may name these fields.

        Raises:
            UsageError: braces do not match, or there is no such field.
        """
        try:
            parts = list(Formatter().parse(template))
        except ValueError as error:
            raise UsageError(f"--format: {error}", hint="write {{ and }} for literal braces") from None
        pieces = []
        for plain, name, spec, conversion in parts:
            if name is not None and (name not in fields or conversion):
                near = get_close_matches(name, fields, n=1)
                hint = f"did you mean {{{near[0]}}}?" if near else f"fields: {', '.join(fields)}"
                raise UsageError(
                    f"--format: there is no field {{{name}{'!' + conversion if conversion else ''}}}", hint=hint
                )
            if re.search(r"[0-9]{4}", spec or ""):
                raise UsageError(f"--format: {{{name}:{spec}}}: a width or precision has at most three digits")
            pieces.append((re.sub(r"\\([tn0\\])", lambda escape: _ESCAPES[escape[1]], plain), name or "", spec or ""))
        return cls(tuple(pieces))

    def fill(self, values: Mapping[str, object]) -> bytes:
        """Fill in `values`; None is empty in any format. Surrogates become the bytes that they stand for.

        Raises:
            UsageError: a value cannot be formatted in this way.
        """
        parts = []
        for plain, name, spec in self.pieces:
            parts.append(plain)
            if name and values[name] is not None:
                try:
                    parts.append(format(values[name], spec))
                except ValueError as error:
                    raise UsageError(f"--format: {{{name}:{spec}}}: {error}") from None
        return "".join(parts).encode(errors="surrogateescape")
