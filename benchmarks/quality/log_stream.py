"""Makes a log of many programs from `log_lines.toml`: mostly ordinary lines, and a few that answer queries."""

import random
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

_WORDS = [
    "orders",
    "billing",
    "catalog",
    "payment",
    "search",
    "inventory",
    "customer",
    "session",
    "report",
    "gateway",
    "mailer",
    "worker",
    "metrics",
    "upload",
    "invoice",
    "tenant",
    "profile",
    "ledger",
    "quota",
    "shipment",
    "account",
    "rating",
    "basket",
    "webhook",
    "audit",
    "scheduler",
    "crawler",
    "image",
    "video",
]
_HOSTS = ["web1", "db-7", "mx2", "nas", "build-03", "edge12", "laptop", "pi4", "proxy", "stage5"]
_USERS = ["anna", "deploy", "jonas", "root", "git", "mira", "postgres", "tomek", "backup", "liv"]
_PATHS = [
    "/var/lib/app/state.db",
    "/etc/app/app.conf",
    "/srv/www/index.html",
    "/home/liv/notes.txt",
    "/srv/upload/17.bin",
]


class Line(NamedTuple):
    """A line of a log, and the event that it tells; ordinary lines tell none."""

    text: str
    event: str


class LogStream(NamedTuple):
    """The lines of a log in order, and, for each query, the events that answer it."""

    lines: list[Line]
    queries: dict[str, list[str]]


def log_stream(ordinary: int, *, repeats: int = 2, seed: int = 1) -> LogStream:
    """A log of so many `ordinary` lines, with every form of every event `repeats` times."""
    data = tomllib.loads((Path(__file__).parent / "log_lines.toml").read_text(encoding="utf-8"))
    chance = random.Random(seed)  # noqa: S311  # no secret
    drawn: list[tuple[str, str]] = []
    for _ in range(ordinary):
        source = chance.choice(data["sources"])
        drawn.append((source["prefix"] + chance.choice(source["ordinary"]), ""))
    for source in data["sources"]:
        for event, forms in source.get("events", {}).items():
            drawn += [(source["prefix"] + form, event) for form in forms for _ in range(repeats)]
    chance.shuffle(drawn)
    now = datetime(2026, 11, 2, 6, 25, tzinfo=UTC)
    lines = []
    for form, event in drawn:
        now += timedelta(seconds=chance.randint(0, 40))
        lines.append(Line(form.format_map(_Values(chance, now)), event))
    return LogStream(lines, data["queries"])


class _Values(dict[str, object]):
    """What stands in braces in a form, drawn anew for each place."""

    def __init__(self, chance: random.Random, now: datetime) -> None:
        def hexadecimal(digits: int) -> Callable[[], str]:
            return lambda: f"{chance.getrandbits(4 * digits):0{digits}x}"

        self._makers: dict[str, Callable[[], object]] = {
            "syslog": lambda: f"{now:%b} {now.day:2} {now:%H:%M:%S}",
            "iso": lambda: f"{now:%Y-%m-%d %H:%M:%S}.{chance.randint(0, 999):03}",
            "clf": lambda: f"{now:%d/%b/%Y:%H:%M:%S} +0000",
            "slashed": lambda: f"{now:%Y/%m/%d %H:%M:%S}",
            "uptime": lambda: f"{chance.randint(1, 99999):5}.{chance.randint(0, 999999):06}",
            "epoch": lambda: int(now.timestamp()),
            "level": lambda: chance.choice(["INFO ", "DEBUG", "WARN "]),
            "host": lambda: chance.choice(_HOSTS),
            "user": lambda: chance.choice(_USERS),
            "word": lambda: chance.choice(_WORDS),
            "path": lambda: chance.choice(_PATHS),
            "letter": lambda: chance.choice("abcd"),
            "n": lambda: chance.randint(1, 9) if chance.random() < 0.5 else chance.randint(10, 99),  # noqa: PLR2004
            "pid": lambda: chance.randint(300, 65000),
            "port": lambda: chance.randint(1024, 65535),
            "id": lambda: chance.randint(10_000, 99_999_999),
            "ip": lambda: (
                f"{chance.choice([10, 172, 192, 203])}." + ".".join(str(chance.randint(0, 254)) for _ in "abc")
            ),
            "mac": lambda: ":".join(f"{chance.getrandbits(8):02x}" for _ in "abcdef"),
            "hex": hexadecimal(8),
            "hex4": hexadecimal(4),
        }

    def __missing__(self, name: str) -> object:
        return self._makers[name]()
