"""The page about hazards: when each is told, what it does, what to do, where that is written, and of which versions.

``python -m bench.hazard_page`` plans the changes of ``tests/cases/hazards`` and writes ``docs/hazards.md``; the tests
of these changes compare each section with what they see.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import anyio

from server.model.hazard_conditions import CONDITIONS
from server.model.plan import ADVICE, Hazard, HazardCode
from server.postgres.shadow import Shadow
from tests.hazard_changes import HazardChange, Said, hazard_changes, said_of
from tests.postgres_majors import folder_of

PAGE = Path(__file__).parent.parent / "docs" / "hazards.md"
MAJOR = 18
_HEAD = """\
# Hazards

<!-- python -m bench.hazard_page, from what is told of the changes in tests/cases/hazards -->

A hazard is a named danger of a change. `analyze_impact` tells those of the statements as written, as they were seen on
the shadow; a plan tells which of them it removes, and which stay for the reader. Each section says when it is told, and
shows it as it is told of one change. *Advice* is what harms nobody while the plan runs.
"""


def shown_by(code: HazardCode) -> HazardChange:
    """The change that stands for the hazard on the page: the first that it is told of."""
    return next(change for change in hazard_changes() if code in change.tells)


def section(code: HazardCode, change: HazardChange, said: Said) -> str:
    """What the page says of one hazard."""
    condition = CONDITIONS[code]
    written, planned = _first(code, said.as_written), _first(code, said.planned)
    example = planned or written
    if example is None:
        raise ValueError(f"{code} is not told of {change.name}")
    lines = [
        f"## {code}",
        "",
        *(["*Advice.*", ""] if code in ADVICE else []),
        f"- **Told when**: {condition.text}",
        f"- **Versions**: {condition.versions}",
        f"- **Example**: `{change.change}`",
        f"- **Effect**: {example.effect}",
        f"- **Remedy**: {example.remedy}",
        f"- **Source**: {_source(example)}",
        f"- **In the plan**: {_fate(planned)}",
        "",
    ]
    return "\n".join(lines)


def _first(code: HazardCode, hazards: Iterable[Hazard]) -> Hazard | None:
    return next((hazard for hazard in hazards if hazard.code == code), None)


def _fate(planned: Hazard | None) -> str:
    if planned is None:
        return "told of the statements as written only."
    return "removed." if planned.avoided else "stays for the reader."


def _source(hazard: Hazard) -> str:
    return f"<{hazard.source}>" if hazard.source.startswith("https:") else hazard.source


async def write() -> None:
    """The page anew."""
    codes = sorted(get_args(HazardCode))
    sections: dict[HazardCode, str] = {}
    async with Shadow(folder_of(MAJOR)) as shadow:
        for change in hazard_changes():
            wanted = [code for code in codes if shown_by(code) == change]
            if not wanted:
                continue
            with tempfile.TemporaryDirectory() as folder:
                said = await said_of(change, shadow, Path(folder))
            sections |= {code: section(code, change, said) for code in wanted}
    PAGE.write_text("\n".join([_HEAD, *(sections[code] for code in codes)]), encoding="utf-8")


if __name__ == "__main__":
    anyio.run(write)
