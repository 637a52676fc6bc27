"""Where the files lie that tests share."""

from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
PROJECT = TESTS.parent
SUPPORT = TESTS / "support"
SAMPLES = TESTS / "samples"
GOLDEN = TESTS / "golden"
REFUSED = TESTS / "refused"
COMPAT = TESTS / "compat"
