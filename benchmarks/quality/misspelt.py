"""Measure whether misspelt queries find what they mean, and whether words that are only absent are left alone.

    .venv/bin/python benchmarks/quality/misspelt.py [DIRECTORY...]

Indexes the notes below and modules of Python's library, and any DIRECTORY, in a temporary directory. Prints how many
misspelt queries have their file first, and how many of the absent words are replaced by a spelling nearby.
"""

import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scent.core.library import Index
from scent.core.search.searcher import Searcher

MODULES = [
    "heapq",
    "bisect",
    "getpass",
    "fnmatch",
    "calendar",
    "secrets",
    "webbrowser",
    "shelve",
    "netrc",
    "sched",
    "colorsys",
    "queue",
    "timeit",
    "zipapp",
]
NOTES = {
    "landlord": "Our landlord is Mrs Kessler. The deposit of 1,800 euros lies in a separate "
    "savings account. The tenancy agreement runs until September.",
    "boiler": "The plumber descaled the boiler and replaced the expansion vessel. "
    "Pressure should stay near one and a half bar.",
    "passport": "Passport renewal: appointment at the embassy on Thursday, bring two "
    "biometric photographs and the old document.",
    "recipe": "Aubergine curry: roast the aubergines, fry cumin and coriander, add "
    "coconut milk, simmer for twenty minutes.",
    "bicycle": "Bicycle service: new chain and cassette, brake pads worn, derailleur "
    "hanger bent. Workshop near the station.",
    "insurance": "Household insurance covers burst pipes and burglary. Excess is 250 euros. "
    "Cancel three months before expiry.",
    "vaccination": "Vaccinations: tetanus booster due in 2027, hepatitis complete. Doctor "
    "recommends influenza each autumn.",
    "garden": "Planted raspberries and rhubarb along the fence; the hydrangea needs acidic soil and shade.",
    "piano": "The piano tuner comes on the nineteenth. The damper pedal squeaks and middle C is flat.",
    "school": "Parents' evening: mathematics is fine, handwriting illegible, bring the "
    "permission slip for the excursion.",
    "tax": "Income tax: collect receipts for the commuting allowance and the home office furniture.",
    "printer": "The printer jams with recycled paper. Toner cartridge ordered, delivery on Monday.",
    "camping": "Camping list: tarpaulin, mosquito repellent, headlamp, stove with spare canister, waterproof matches.",
    "dentist": "Dentist: wisdom tooth extraction in February, no anaesthetic allergy, soft food afterwards.",
    "concert": "Tickets for the symphony orchestra, row twelve; the conductor is retiring after this season.",
    "neighbour": "The neighbour upstairs complained about the washing machine after ten in the evening.",
    "car": "Car inspection passed; the exhaust is corroded and the windscreen wiper must be replaced.",
    "books": "Library books to return: a biography of a lighthouse keeper and a dictionary of Icelandic.",
    "wedding": "Wedding speech: mention the ferry that broke down and the accordion player in the harbour.",
    "bees": "Beekeeping course starts in April; we need a veil, a smoker and permission from the allotment society.",
}
QUERIES = (
    ("landlrod", "landlord"),
    ("depsoit savings acount", "landlord"),
    ("tenency agreement", "landlord"),
    ("who descalled the boiler", "boiler"),
    ("expantion vessel", "boiler"),
    ("pasport renewel", "passport"),
    ("biometirc photos", "passport"),
    ("aubergene curry", "recipe"),
    ("corriander", "recipe"),
    ("derailer hanger", "bicycle"),
    ("casette and chain", "bicycle"),
    ("burglery insurance", "insurance"),
    ("tetnus booster", "vaccination"),
    ("hepatitus", "vaccination"),
    ("rhubarbe and rasberries", "garden"),
    ("hydranga", "garden"),
    ("pian tuner", "piano"),
    ("dampr pedal", "piano"),
    ("excurson permission", "school"),
    ("illegable handwriting", "school"),
    ("comuting allowance", "tax"),
    ("catridge for the printer", "printer"),
    ("mosqito repelent", "camping"),
    ("anesthetic alergy", "dentist"),
    ("symphoney orchestra", "concert"),
    ("neigbour upstairs", "neighbour"),
    ("windscren wiper", "car"),
    ("exaust corroded", "car"),
    ("icelandc dictionary", "books"),
    ("acordion", "wedding"),
    ("beekeping", "bees"),
    ("priorty queue heap", "heapq"),
    ("bisecton insert", "bisect"),
    ("pasword prompt without echo", "getpass"),
    ("shel style wildcard matching", "fnmatch"),
    ("calender month names", "calendar"),
    ("cryptographicaly strong random numbers", "secrets"),
    ("opn a browsr", "webbrowser"),
)
# Correct words that neither the notes nor the modules have.
ABSENT = [
    "evasion",
    "medieval",
    "capital",
    "whale",
    "court",
    "starter",
    "weaving",
    "shoes",
    "dancing",
    "quietly",
    "competition",
    "beginners",
    "signatories",
    "treaty",
    "plumage",
    "planets",
    "revolution",
    "river",
    "coastal",
    "economist",
    "justice",
    "secretary",
    "married",
    "highway",
    "bureaucracy",
    "gallery",
    "glacier",
    "mission",
    "philosophy",
    "captain",
    "broadcast",
    "integrity",
    "combustion",
    "confession",
    "pasture",
    "protest",
    "orchard",
    "violin",
    "lantern",
    "saddle",
]


def main(more: Sequence[Path]) -> None:
    """Print both counts, and what went wrong."""
    with tempfile.TemporaryDirectory() as work:
        tree = Path(work) / "tree"
        tree.mkdir()
        for name, text in NOTES.items():
            (tree / f"{name}.md").write_text(f"# {name.capitalize()}\n\n{text}\n", encoding="utf-8")
        library = Path(sysconfig.get_path("stdlib"))
        for name in MODULES:
            (tree / f"{name}.py").write_bytes((library / f"{name}.py").read_bytes())
        with Index(Path(work) / "index") as index:
            index.update(tree, *more)
        with Searcher.open(Path(work) / "index") as searcher:
            first = [is_first(searcher, query, stem) for query, stem in QUERIES]
            kept = [is_kept(searcher, word) for word in ABSENT]
    print(f"{sum(first)} of {len(first)} misspelt queries have their file first")
    print(f"{len(kept) - sum(kept)} of {len(kept)} absent words are replaced")


def is_first(searcher: Searcher, query: str, stem: str) -> bool:
    """Whether the file is the first hit; what else is, is printed."""
    searcher.warnings.clear()
    hits = searcher.search(query, limit=1)
    found = Path(hits[0].path.decode()).stem if hits else "nothing"
    if found != stem:
        print(f"{query!r}: {found} instead of {stem}; {'; '.join(searcher.warnings)}")
    return found == stem


def is_kept(searcher: Searcher, word: str) -> bool:
    """Whether a word stays as it is; what replaces it is printed."""
    searcher.warnings.clear()
    searcher.search(word, limit=1)
    print(*searcher.warnings, sep="\n", end="\n" if searcher.warnings else "")
    return not searcher.warnings


if __name__ == "__main__":
    main([Path(each) for each in sys.argv[1:]])
