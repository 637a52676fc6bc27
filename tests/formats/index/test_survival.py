"""An index survives killed writers, full disks and damaged bytes, and writers do not disturb readers."""

import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from index_probe import EACH, step
from indexes import add, content, opened, passages
from places import SUPPORT

from scent.formats.index.health.check import check
from scent.formats.index.reader import Reader
from scent.formats.index.storage.layout import IGNORES

PROBE = [sys.executable, str(SUPPORT / "index_probe.py")]


def generations(live: list[tuple[bytes, ...]]) -> list[int]:
    """Return the generations of the live documents, each of which must be complete."""
    numbers = [int(passage[0].split(b"/")[1]) for passage in live]
    live = sorted(set(numbers))
    assert all(numbers.count(number) == 2 * EACH for number in live)
    assert live in ([], [1], [max(live, default=1) - 1, max(live, default=1)])
    return live


@pytest.mark.parametrize("kills", [20, pytest.param(300, marks=pytest.mark.long)])
def test_a_writer_killed_at_any_moment_leaves_whole_generations(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)  # noqa: S311  # moments, not secrets
    newest = leftovers = 0
    with opened(tmp_path) as writer:
        step(writer)
    for _ in range(kills):
        with subprocess.Popen([*PROBE, "write", str(tmp_path), "1000"], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(chance.random() * 0.3)
            process.kill()
        live = generations(content(tmp_path))
        assert live[-1] >= newest
        newest = live[-1]
        assert check(tmp_path) == []
        with Reader.open(tmp_path) as reader:
            leftovers += len(list((tmp_path / "segments").iterdir())) > len(reader.segments)
            assert reader.lexical.problem == ""
    with opened(tmp_path) as writer:
        step(writer)
        assert len(list((tmp_path / "segments").iterdir())) == len(writer.reader.segments)
    print(f"{kills} kills survived, {leftovers} of them within a commit; {newest} generations")


def test_a_full_disk_leaves_the_last_generation(tmp_path: Path) -> None:
    refused = 0
    with opened(tmp_path) as writer:
        step(writer)
    for most in (0, 1, 50, 200, 400, 700, 1_000, 1_500, 2_000, 2_500, 3_000, 4_000):
        before = content(tmp_path)
        result = subprocess.run(
            [*PROBE, "starve", str(tmp_path), str(most)], capture_output=True, timeout=60, check=False
        )
        if result.returncode or b"refused" in result.stdout:
            refused += 1
            assert b"refused" in result.stdout, result.stderr
            assert content(tmp_path) == before
        generations(content(tmp_path))
        assert check(tmp_path) == []
    assert refused > 3
    print(f"{refused} full disks survived")


def test_readers_see_whole_generations_while_a_writer_adds_removes_and_merges(tmp_path: Path) -> None:
    with opened(tmp_path) as writer:
        step(writer)
    seen, reads = set(), 0
    with subprocess.Popen([*PROBE, "write", str(tmp_path), "1000"], stdout=subprocess.PIPE) as process:
        end = time.monotonic() + 4
        while time.monotonic() < end or (len(seen) <= 2 and time.monotonic() < end + 60):
            with Reader.open(tmp_path) as reader:
                live = generations(passages(reader))
                assert reader.lexical.problem == ""
                hits = reader.lexical.matching("generation", 100)[0].tolist()
                assert {int(reader.passage(row).path.split(b"/")[1]) for row in hits} == set(live)
            seen.add(reader.manifest.generation)
            reads += 1
        process.kill()
    assert len(seen) > 2
    print(f"{reads} reads of {len(seen)} generations")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("sound") / "index"
    with opened(index, graph_from=8) as writer:
        for word in ("apple", "berry", "cherry", "damson"):
            ids = [add(writer, f"/{word}/{n}".encode(), [f"the {word} tree ", f"{n} {word} pie"]) for n in range(3)]
            writer.remove(ids[:1])
            writer.commit()
    return index


def harms(index: Path, chance: random.Random, count: int) -> list[tuple[str, ...]]:
    """Return the kinds of damage to do, each with its files."""
    ignored = {".tantivy-meta.lock", "writer.lock", *IGNORES}
    files = sorted(str(p.relative_to(index)) for p in index.rglob("*") if p.is_file() and p.name not in ignored)
    cases: list[tuple[str, ...]] = [(harm, name) for name in files for harm in ("delete", "truncate", "empty")]
    kinds = [(a, b) for a in files for b in files if a < b and Path(a).suffix == Path(b).suffix]
    kinds = [pair for pair in kinds if Path(pair[0]).name == Path(pair[1]).name or "lexical" in pair[0]]
    cases += [("swap", *pair) for pair in kinds if (index / pair[0]).read_bytes() != (index / pair[1]).read_bytes()]
    return cases + [("flip", chance.choice(files), str(chance.random())) for _ in range(count)]


def harm(index: Path, kind: str, name: str, *more: str) -> None:
    path = index / name
    data = bytearray(path.read_bytes())
    path.unlink()  # lexical files may be hard links
    if kind == "swap":
        path.write_bytes((index / more[0]).read_bytes())
        (index / more[0]).unlink()
        (index / more[0]).write_bytes(data)
    elif kind == "flip":
        data[int(float(more[0]) * len(data))] ^= 0x55
        path.write_bytes(data)
    elif kind != "delete":
        path.write_bytes(data[: len(data) // 2 if kind == "truncate" else 0])


@pytest.mark.parametrize("flips", [100, pytest.param(5_000, marks=pytest.mark.long)])
def test_damage_never_crashes_a_reader_nor_shows_what_was_not_written(sound: Path, tmp_path: Path, flips: int) -> None:
    whole = {tuple(repr(value) for value in passage) for passage in content(sound)}
    cases = harms(sound, random.Random(flips), flips)  # noqa: S311  # places, not secrets
    reported = 0
    for start in range(0, len(cases), 250):
        batch = cases[start : start + 250]
        places = [tmp_path / str(number) for number in range(len(batch))]
        for place, case in zip(places, batch, strict=True):
            shutil.copytree(sound, place)
            harm(place, *case)
        result = subprocess.run([*PROBE, "read", *map(str, places)], capture_output=True, timeout=120, check=False)
        lines = result.stdout.splitlines()
        assert result.returncode == 0, (batch[len(lines)] if len(lines) < len(batch) else "", result.stderr[-2_000:])
        for case, line in zip(batch, lines, strict=True):
            report = json.loads(line)
            assert {tuple(passage) for passage in report["passages"]} <= whole, case
            message = report["error"] + report["lexical"]
            reported += bool(message)
            quiet = case[1].endswith(("vectors.arrow", "graph.usearch", "texts.arrow"))
            assert quiet or message, case
            assert not message or any(Path(name).name in message for name in case[1:]), (case, message)
        for place in places:
            shutil.rmtree(place)
    print(f"{len(cases)} faults injected, {reported} reported to the reader, {flips} bytes flipped")
