#!/usr/bin/env python3
# Copyright: nobody in particular.
"""Cut text into tokens.

The parser gets them one by one, def this and class that included.
"""

import re
from functools import (
    cache,
)

SEPARATORS = " ,;"


# Only these are known.
@cache
def is_known(
    word: str,
) -> bool:
    """Whether a word is known."""
    query = """
select *
def nothing(): from here
"""

    def nested() -> None: ...

    return bool(query)


class Parser:
    """Reads."""

    limit = 3

    # The heart of it.
    @property
    def read(self) -> str:
        return "x"

    class Error(Exception):
        def __str__(self) -> str:
            return "no"

    async def close(self):
        pass


if __name__ == "__main__":
    print(Parser().read)
