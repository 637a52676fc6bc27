"""Characters that Office writes as `_xHHHH_`, since XML cannot hold them or would change them. Pure.

They are those of ST_Xstring (ECMA-376, part 1, 22.9.2.19): in cells, comments and slides, not in Word's text.
"""

import re

# Halves of pairs beyond 16 bits, and the zero, are no characters.
_ESCAPE = re.compile(r"_x((?!0000|[Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """The text with the characters that its escapes stand for."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
