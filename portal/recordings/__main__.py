"""`python -m portal.recordings FOLDER FILM`: the parts in FOLDER become FILM; one percent a line, then `done SECONDS`.

Exits with 2 and one line on the error stream when the parts are no recording.
"""

import sys
from pathlib import Path

from portal.recordings.film import NothingRecorded, make
from portal.recordings.log import NotARecording


def main(folder: Path, film: Path) -> int:
    """See the module."""
    try:
        seconds = make(sorted(folder.glob("*.part")), film, _say)
    except (NotARecording, NothingRecorded) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    _say(f"done {seconds}")
    return 0


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
