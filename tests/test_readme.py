"""What the README shows runs as it stands."""

import re
import subprocess
import sys
from pathlib import Path

from command import Command

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_example_in_python_finds_the_passage(scent: Command) -> None:
    (scent.directory / "boiler.md").write_text("When the radiator stays cold, let the trapped air out with the key.\n")
    index = scent.home / ".local" / "share" / "scent" / "index"
    assert scent("index", "--index", index, ".").code == 0
    (program,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=scent.directory, env=scent.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{scent.directory}/boiler.md 1 When the radiator stays cold")
