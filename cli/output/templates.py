r"""Templates of `--format`: text with `{fields}` and the escapes `\t`, `\n`, `\0`, `\\`.

Owned here: reading a template and filling it in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from string import Formatter

from scent.errors import UsageError

_ESCAPES = {"t": "\t", "n": "\n", "0": "\0", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Template:
    """Pieces of plain text, each followed by a field (name and format, as Python has them) or by nothing."""

    pieces: tuple[tuple[str, str, str], ...]

    @classmethod
    def parse(cls, words: str, fields: Sequence[str]) -> "Template":
        """The template that `words` are, with none but these fields.

        Raises:
            UsageError: braces do not match, or there is no such field; the sentence names it.
        """
        try:
            found = list(Formatter().parse(words))
        except ValueError as error:
            raise UsageError(f"--format: {error}", hint="a brace that stands for itself is doubled: {{ }}") from None
        pieces = []
        for plain, name, spec, conversion in found:
            if name is not None and (name not in fields or conversion):
                near = get_close_matches(name, fields, n=1)
                hint = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(fields)}"
                raise UsageError(
                    f"--format: there is no field {{{name}{'!' + conversion if conversion else ''}}}", hint=hint
                )
            pieces.append((re.sub(r"\\([tn0\\])", lambda escape: _ESCAPES[escape[1]], plain), name or "", spec or ""))
        return cls(tuple(pieces))

    def fill(self, values: Mapping[str, object]) -> bytes:
        """The template with `values` in it, a str of surrogates giving back the bytes that it was made from.

        Raises:
            UsageError: a value cannot be formatted so.
        """
        made = []
        for plain, name, spec in self.pieces:
            made.append(plain)
            if name:
                try:
                    made.append(format(values[name], spec))
                except ValueError as error:
                    raise UsageError(f"--format: {{{name}:{spec}}}: {error}") from None
        return "".join(made).encode(errors="surrogateescape")
