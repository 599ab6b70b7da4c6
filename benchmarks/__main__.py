"""`python -m benchmarks NAME`: run one benchmark; without a name, say which there are."""

import importlib
import sys
from pathlib import Path

from benchmarks.report import report

FOLDER = Path(__file__).parent
PLUMBING = {"__init__", "__main__", "report"}


def names() -> list[str]:
    """The benchmarks that are there."""
    return sorted(
        file.stem
        for file in FOLDER.glob("*.py")
        if file.stem not in PLUMBING and "def measure(" in file.read_text()
    )


def main(arguments: list[str]) -> int:
    """0 when every figure meets its goal, 1 when one falls short, 2 when there is no such benchmark."""
    if len(arguments) == 1 and arguments[0] in names():
        module = importlib.import_module(f"benchmarks.{arguments[0]}")
        return 0 if report(arguments[0], module.measure()) else 1
    for name in names():
        claim = (importlib.import_module(f"benchmarks.{name}").__doc__ or "").partition("\n")[0]
        print(f"./run bench {name:<12} {claim}")
    return 2 if arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
