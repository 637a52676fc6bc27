"""Limits that the user has set (ulimit) are lowered for a reader process, never raised; it reads within them."""

import resource
import subprocess

import pytest
from command import COMMAND, Command
from places import SAMPLES

BELOW_THOSE_OF_A_READER = {
    "size of files": (resource.RLIMIT_FSIZE, 100_000),
    "address space": (resource.RLIMIT_AS, 2_500_000_000),
    "processor time": (resource.RLIMIT_CPU, 30),
}


@pytest.mark.parametrize("limit", BELOW_THOSE_OF_A_READER)
def test_a_file_is_read_within_a_limit_of_the_user(scent: Command, limit: str) -> None:
    kind, value = BELOW_THOSE_OF_A_READER[limit]
    file = SAMPLES / "documents" / "bees.pdf"
    done = subprocess.run(
        [*COMMAND, "cat", file],
        cwd=scent.directory,
        env=scent.environ,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(kind, (value, value)),
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == scent("cat", file).out != b""
