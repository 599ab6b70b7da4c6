"""The diagrams of docs/lifecycles.md, drawn from the tables that decide."""

from portal.conferences.lifecycle import CONFERENCE
from portal.documents.lifecycle import LIVES
from portal.dossiers.lifecycle import DOSSIER
from tests.house.plan import ROOT

PAGE = ROOT / "docs" / "lifecycles.md"
HEAD = """\
# Lives of documents, meetings and dossiers

States, and the deeds between them; drawn by `./run messages` from `portal/documents/lifecycle.py`,
`portal/conferences/lifecycle.py` and `portal/dossiers/lifecycle.py`, where "saved" is the state before the waiting.
"""


def drawn() -> str:
    """The whole page as it should be."""
    lives = [
        f"\n## {life.name.capitalize()}\n\n```mermaid\n{life.diagram()}\n```\n"
        for life in (*LIVES.values(), CONFERENCE, DOSSIER)
    ]
    return HEAD + "".join(lives)


def written() -> str:
    """The page as it is."""
    return PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""


def bring_in_step() -> None:
    """Draw it anew."""
    PAGE.write_text(drawn(), encoding="utf-8")
