"""What tests share: the real command in a real directory, and golden files."""

import signal
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from command import Command
from places import GOLDEN

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("scent", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("scent")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache directory for all tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def scent(tmp_path: Path, cache: Path) -> Command:
    """The command, in an empty directory."""
    return Command.below(tmp_path, cache)


def pytest_configure() -> None:
    """Let commands under test be interrupted: nohup and background jobs of shells leave signals ignored below them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests of survival have counted: kills survived, faults injected, bytes flipped."""
    passed = [report for report in terminalreporter.stats.get("passed", []) if report.capstdout.strip()]
    if passed:
        terminalreporter.section("counted")
        for report in passed:
            terminalreporter.line(f"{report.nodeid}: {' '.join(report.capstdout.split())}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Compare bytes with a file below tests/golden, or write it when pytest runs with --update-golden."""

    def compare(name: str, content: bytes) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        assert content.decode() == file.read_text(encoding="utf-8"), "pytest --update-golden accepts the new text"

    return compare
