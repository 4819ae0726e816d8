"""An impact analysis as the specification's checklist."""

from collections.abc import Iterable

from server.model.impact import ChecklistItem, Impact
from server.render.text import bullets, code, prose, table

# Affected components are named by what is found, so the specification's examples are no fixed lines.
SPECIFIED = {
    "Affected Components": (),
    "Data Impact": ("Rows affected", "Data type changes", "Data loss risk", "Backup required"),
    "Performance Impact": ("Index changes", "Query plan changes", "Lock duration", "Migration duration"),
    "Service Impact": (
        "Downtime required",
        "Read-only mode sufficient",
        "Service restart required",
        "Configuration updates",
    ),
    "Risk Assessment": ("Rollback complexity", "Data corruption risk", "Testing coverage"),
}


def impact_checklist(impact: Impact) -> str:
    """The checklist in Markdown; every line has its answer, how it is known and by what evidence.

    A line is ticked when it is known. One the analysis gave no answer to is listed as not known.
    """
    target = impact.target
    parts = [
        "## Migration Impact Analysis",
        f"Target: {code(target.database)}, {prose(target.environment)}, PostgreSQL {prose(target.version)}, "
        f"{prose(target.source)}, schema {code(target.fingerprint)}",
    ]
    for section in dict.fromkeys([*SPECIFIED, *(item.section for item in impact.checklist)]):
        items = [item for item in impact.checklist if item.section == section]
        parts += [f"### {prose(section)}", _section(section, items)]
    risks = [(r.kind, r.level, code(r.object), prose(r.text), r.basis) for r in impact.risks]
    parts += ["### Risks", table(("Kind", "Level", "Object", "Risk", "Basis"), risks) if risks else "None found."]
    parts += ["### Not Understood", _not_understood(impact)]
    return "\n\n".join(parts) + "\n"


def _section(section: str, items: list[ChecklistItem]) -> str:
    answered = {item.label.casefold() for item in items}
    missing = [label for label in SPECIFIED.get(section, ()) if label.casefold() not in answered]
    lines = [_line(item) for item in items]
    lines += [f"- [ ] {label}: not known, because the analysis gave no answer" for label in missing]
    return "\n".join(lines) or "- [ ] not known, because the analysis named no component"


def _line(item: ChecklistItem) -> str:
    if item.basis == "not known":
        # Its evidence begins with the answer.
        return f"- [ ] {prose(item.label)}: {prose(item.evidence)}"
    return f"- [x] {prose(item.label)}: {prose(item.answer)} ({item.basis}: {prose(item.evidence)})"


def _not_understood(impact: Impact) -> str:
    scan = impact.code
    read = (
        f"Read {scan.files_read} files and {scan.statements_read} statements of {_projects(scan.projects)}"
        f"{_names(scan.projects)}."
    )
    found = bullets([prose(text) for text in scan.not_understood], none="Nothing was left out.")
    return f"{read}\n\n{found}"


def _projects(names: tuple[str, ...]) -> str:
    return "1 project" if len(names) == 1 else f"{len(names)} projects"


def _names(projects: Iterable[str]) -> str:
    listed = ", ".join(prose(name) for name in projects)
    return f" ({listed})" if listed else ""
