"""A limit of the memory ends a run with a sentence: never an abort, a traceback, or the output of a debugger."""

import resource
import subprocess
import sys

import pytest
from command import COMMAND, Command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")

MEGABYTE = 1_000_000


@pytest.mark.parametrize("limit", [100, 200, 300, 400, 500, 600, 700, 1_000, 1_500, 2_199])
@pytest.mark.parametrize(
    "words", [["search", "rent"], ["grep", "rent", "rent.md"], ["embed", "rent.md"], ["index", "rent.md"], ["status"]]
)
def test_with_little_memory_a_verb_works_or_says_so(scent: Command, words: list[str], limit: int) -> None:
    (scent.directory / "rent.md").write_text("The rent is due on the first.\n")
    if words[0] in {"search", "status"}:
        assert scent("index", "-q", "rent.md").code == 0
    size = limit * MEGABYTE
    run = subprocess.run(
        [*COMMAND, *words],
        cwd=scent.directory,
        env=scent.environ,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)),
    )
    if run.returncode != 0:
        lines = run.stderr.decode().splitlines()
        assert run.returncode == 2
        assert lines[0].startswith("scent: not enough memory")
        assert [line.partition(":")[0] for line in lines[1:]] == ["hint"]
    else:
        assert b"Error" not in run.stderr
