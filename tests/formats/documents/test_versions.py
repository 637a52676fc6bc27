"""A reader that reads other text than at the last release has a higher version.

`tests/golden/reader_versions.json` has what the readers of the last release made of the samples. A release
writes it anew: `pytest tests/formats/documents/test_versions.py --update-golden`.
"""

import hashlib
import json
from pathlib import Path

import pytest
from places import GOLDEN, SAMPLES

from scent.errors import ReadError
from scent.formats.documents.registry import FORMATS, read
from scent.formats.documents.versions import COMMON, VERSIONS, all_versions, version_of

RELEASED = GOLDEN / "reader_versions.json"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def what_is_read(path: Path) -> dict[str, str]:
    """Return a hash of what is read of a file in each format, and of the file itself as `file`."""
    seen: dict[str, list[object]] = {}
    try:
        for document in read(path):
            blocks = [(str(b.kind), b.start, b.end, b.heading, b.keep, b.place) for b in document.blocks]
            about = document.title, document.author, document.date_ns, document.language, document.member
            seen.setdefault(document.format, []).append((document.text, about, blocks))
    except ReadError as error:
        seen[""] = [error.message]
    return {"file": digest(path.read_bytes())} | {name: digest(repr(each).encode()) for name, each in seen.items()}


def now() -> dict[str, object]:
    files = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
    samples = {path.relative_to(SAMPLES).as_posix(): what_is_read(path) for path in files}
    return {"common": COMMON, "versions": dict(VERSIONS), "samples": samples}


def test_a_reader_that_reads_a_sample_otherwise_than_at_the_last_release_has_a_higher_version(
    request: pytest.FixtureRequest,
) -> None:
    current = now()
    if request.config.getoption("--update-golden"):
        RELEASED.write_text(json.dumps(current, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    released = json.loads(RELEASED.read_text(encoding="utf-8"))
    to_raise = set()
    for name, before in released["samples"].items():
        after = current["samples"].get(name)  # type: ignore[attr-defined]
        if after is None or after["file"] != before["file"]:
            continue  # the sample is another one
        for format_name in (before.keys() | after.keys()) - {"file"}:
            if before.keys() == after.keys():
                old, new = released["versions"].get(format_name, 0), VERSIONS.get(format_name, 0)
                if before[format_name] != after[format_name] and new <= old:
                    to_raise.add(f"the version of {format_name}, which reads {name} otherwise")
            elif released["common"] >= COMMON:
                to_raise.add(f"COMMON, as {name} is of another format now")
    assert not to_raise, "raise in formats/documents/versions.py"


def test_every_version_is_of_a_format() -> None:
    assert VERSIONS.keys() <= {each.name for each in FORMATS}


def test_a_file_that_was_not_read_whole_awaits_the_change_of_any_reader() -> None:
    assert version_of("", whole=False) > max(map(version_of, VERSIONS))
    assert version_of("text", whole=False) == version_of("", whole=False)


def test_all_versions_are_one_string() -> None:
    assert all_versions().startswith(f"{COMMON} ")
    assert f"pdf:{VERSIONS['pdf']}" in all_versions()
