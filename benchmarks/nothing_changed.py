"""Measure an index run over a tree in which nothing has changed, beside `git status` there.

    nothing_changed.py PLACE [--files N | --like DIRECTORY...]

The script makes a git repository below PLACE: of small files, as bench.py does, or with the names,
links and sizes of other directories (sizes up to 256 kB, as sparse files; a line of text in each
two-hundredth file, ignore rules in each fortieth directory). Then it runs in turn: git, a run that
cannot use the summary of the last one, and a run that can. It prints the medians, and the ratios to
git in the same round.
"""

import argparse
import os
import stat
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import FIGURES, small_files
from index_run import run

from scent.formats.index import manifest_file

MOST = 1 << 18
RULES = "__pycache__/\n*.pyc\n*.log\nbuild/\n/dist\n*.o\n"


def main() -> None:
    """Make the tree and the index if they are not there, and measure."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    words.add_argument("place", type=Path)
    words.add_argument("--files", type=int, default=20_000)
    words.add_argument("--like", type=Path, nargs="+", default=[])
    words.add_argument("--rounds", type=int, default=7)
    given = words.parse_args()
    tree, index = given.place / "tree", given.place / "index"
    scent = [sys.executable, "-P", "-m", "scent", "index", "--quiet", "--index", str(index)]
    if not tree.exists():
        likeness(tree, given.like) if given.like else small_files(tree, given.files)
        subprocess.run([*scent, tree], check=False)  # 3, as some of what is made of holes is damaged
        subprocess.run(scent, check=True)
    commands = {"git": ["git", "-C", str(tree), "status", "--porcelain"], "again": scent, "at a glance": scent}
    done: dict[str, list[dict[str, Any]]] = {side: [] for side in commands}
    for number in range(given.rounds + 1):
        manifest_file.store(index, manifest_file.load(index)._replace(seen=None))
        for side, command in commands.items():
            result = run(command)
            if number:
                done[side].append(result)
    for side, results in done.items():
        for figure in FIGURES:
            ratios = [ours[figure] / theirs[figure] for ours, theirs in zip(results, done["git"], strict=True)]
            middle = statistics.median(result[figure] for result in results)
            print(f"{side:12} {figure:18} {middle * 1e3:6.0f} ms {statistics.median(ratios):6.2f}")


def likeness(tree: Path, sources: list[Path]) -> None:
    """Make `tree` of the names of all that is in `sources`, and commit it."""
    number = directories_made = 0
    for source in sources:
        for directory, directories, names in os.walk(source):
            place = tree / source.name / Path(directory).relative_to(source)
            place.mkdir(parents=True, exist_ok=True)
            directories_made += 1
            if directories_made % 40 == 0:
                (place / ".gitignore").write_text("*.tmp\n/tests/data/\n!keep.tmp\n")
            for name in (*directories, *names):
                number += 1
                like(Path(directory, name), place / name, number)
    (tree / ".gitignore").write_text(RULES)
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", "-C", tree, *words], check=True)


def like(source: Path, target: Path, number: int) -> None:
    """Make `target` a link or a file as `source` is, if it is either."""
    status = source.lstat()
    if stat.S_ISLNK(status.st_mode):
        target.symlink_to(source.readlink())
    elif stat.S_ISREG(status.st_mode):
        if source.name == ".gitignore":
            target.write_bytes(source.read_bytes())
        elif number % 200 == 0:
            target.write_text(f"Note {number} is about the garden.\n")
        else:
            target.touch()
            os.truncate(target, min(status.st_size, MOST))
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


if __name__ == "__main__":
    main()
