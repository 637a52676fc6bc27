"""The crontab line of the README and the systemd units in contrib are valid, and quiet."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from command import Command
from places import PROJECT

UNITS = sorted((PROJECT / "contrib" / "systemd").iterdir())


def crontab_lines() -> list[str]:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^ +([0-9*/,-]+(?: [0-9*/,-]+){4} scent .*)$", text, re.MULTILINE)


def test_the_crontab_line_is_valid_and_its_command_is_quiet(scent: Command) -> None:
    (line,) = crontab_lines()
    *times, command = line.split(" ", 5)
    assert len(times) == 5
    assert all(re.fullmatch(r"\*|[0-5]?[0-9]", time) for time in times)
    assert "%" not in command  # cron would end the line there
    (scent.directory / "note.md").write_text("The kettle sings.\n")
    assert scent("index", ".").code == 0
    result = scent.shell(command)
    assert (result.code, result.out, result.err) == (0, b"", b"")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    command = ["systemd-analyze", "verify", "--user", "--man=no", *UNITS]
    environ = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(command, env=environ, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_unit_runs_a_command_that_exists(scent: Command) -> None:
    service = next(unit for unit in UNITS if unit.suffix == ".service").read_text(encoding="utf-8")
    (command,) = re.findall(r"^ExecStart=/usr/bin/env (scent .*)$", service, re.MULTILINE)
    (scent.directory / "note.md").write_text("The kettle sings.\n")
    assert scent("index", ".").code == 0
    result = scent.shell(command)
    assert (result.code, result.out, result.err) == (0, b"", b"")
