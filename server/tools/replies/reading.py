"""Replies of what only reads: a schema, an impact, a memory."""

from collections.abc import Sequence

from server.model.answer import Recalled
from server.model.description import describe
from server.model.experience import Lesson
from server.model.impact import Impact, Observation, Reference
from server.model.inspection import Inspection, TableDetail
from server.tools.replies.parts import (
    LINES,
    SQL_CHARACTERS,
    Cuts,
    hazard_shape,
    lock_texts,
    remembered_shapes,
    shortened,
    target_shape,
)
from server.tools.shapes import (
    ChecklistShape,
    ColumnShape,
    ImpactReply,
    InspectionReply,
    LessonShape,
    LessonsReply,
    RecallReply,
    ReferenceShape,
    RiskShape,
    SchemaFindingShape,
    SeenShape,
    TableShape,
)

_FINDINGS = 25
_DEPENDENTS = 40
_STATEMENTS = 40
_REFERENCES = 20
_DIFFERENCES = 8
_DIFFERING = ("differences of the shadow from the target", "install the PostgreSQL and extensions of the target")


def inspection_reply(inspection: Inspection, *, pattern: str = "") -> InspectionReply:
    """A page of tables with the findings of all tables that match the pattern; an empty one matches all."""
    cuts = Cuts()
    findings = cuts.first(inspection.findings, _FINDINGS, "findings", "narrow them with pattern")
    if inspection.next_cursor:
        shown, total = len(inspection.tables), inspection.total_tables
        cuts.sentences.append(f"{shown} of {total} tables on this page; pass next_cursor as cursor for the next")
    return InspectionReply(
        target=target_shape(inspection.target),
        tables=[_table(table) for table in inspection.tables],
        total_tables=inspection.total_tables,
        findings=[
            SchemaFindingShape(code=f.code, object=f.object, text=f.text, remedy=f.remedy, sql=f.sql) for f in findings
        ],
        other_objects={kind: count for kind, count in inspection.other_objects if count},
        shadow_differs=list(cuts.first(inspection.shadow_differs, _DIFFERENCES, *_DIFFERING)),
        next_cursor=inspection.next_cursor or "",
        more=cuts.sentences,
        next="write the change as SQL and call analyze_impact with it"
        if inspection.total_tables or not pattern
        else f'no table matches "{shortened(pattern, SQL_CHARACTERS)}": call inspect_schema again without pattern, or '
        "with one that does, such as *part_of_a_name*",
    )


def impact_reply(impact: Impact) -> ImpactReply:
    """Operations, locks seen, dependents, references, risks and the checklist."""
    cuts = Cuts()
    narrow = "analyse fewer statements at a time to see the rest"
    left = [hazard for hazard in impact.hazards if not hazard.avoided]
    operations = cuts.first(impact.operations, LINES * 2, "operations", narrow)
    if impact.queries_not_planned:
        total = len(impact.code.queries)
        cuts.sentences.append(
            f"{impact.queries_not_planned} of {total} queries in code were not planned: PostgreSQL does not take them "
            "as they stand there; look at them yourself"
        )
    references = cuts.first(sorted(impact.code.references, key=_weight), _REFERENCES, "references in code", narrow)
    return ImpactReply(
        target=target_shape(impact.target),
        operations=[describe(operation) for operation in operations],
        statements=[_seen(each) for each in cuts.first(impact.observations, _STATEMENTS, "statements", narrow)],
        risks=[
            RiskShape(kind=r.kind, level=r.level, object=r.object, text=r.text, basis=r.basis)
            for r in cuts.first(impact.risks, LINES, "risks", narrow)
        ],
        hazards=[hazard_shape(hazard) for hazard in cuts.first(left, LINES, "hazards", narrow)],
        dependents=[
            f"{dependent.kind} {dependent.identity}"
            for dependent in cuts.first(impact.dependents, _DEPENDENTS, "dependents", narrow)
        ],
        references=[_reference(reference) for reference in references],
        references_total=len(impact.code.references),
        not_understood=list(cuts.first(impact.code.not_understood, LINES, "places not understood", narrow)),
        plans=[
            f"{change.query.path}:{change.query.line}: {change.text}"
            for change in cuts.first(impact.plans, LINES, "queries with worse plans", narrow)
        ],
        checklist=[
            ChecklistShape(label=item.label, answer=item.answer, basis=item.basis, evidence=item.evidence)
            for item in impact.checklist
        ],
        shadow_differs=list(cuts.first(impact.shadow_differs, _DIFFERENCES, *_DIFFERING)),
        more=cuts.sentences,
        next="call generate_migration with the same database and change, a name and a reason",
    )


def recall_reply(recalled: Recalled) -> RecallReply:
    """What is remembered, best match first."""
    cuts = Cuts()
    remembered = remembered_shapes(recalled.recollections, cuts, limit=LINES)
    lessons = cuts.first(recalled.lessons, LINES, "lessons", "the command lessons shows all")
    return RecallReply(
        target=target_shape(recalled.target) if recalled.target else None,
        lessons=[lesson.text for lesson in lessons],
        remembered=remembered,
        more=cuts.sentences,
        next="plan with what was learned" if remembered else "nothing is remembered of it; try fewer or other words",
    )


def lessons_reply(learned: Sequence[Lesson]) -> LessonsReply:
    """All that was learned, with what it was learned from."""
    return LessonsReply(
        lessons=[LessonShape(text=each.text, learned_from=list(each.learned_from)) for each in learned],
        next="recall shows the runs and migrations it was learned from"
        if learned
        else "nothing was learned yet: record_outcome with the durations of steps teaches",
    )


def _table(table: TableDetail) -> TableShape:
    return TableShape(
        name=table.name,
        kind=table.kind,
        rows_estimate=table.rows_estimate,
        size_bytes=table.size_bytes,
        column_count=table.column_count,
        primary_key=list(table.primary_key),
        unique=[list(columns) for columns in table.unique],
        columns=[
            ColumnShape(
                name=column.name,
                type=column.type,
                not_null=column.not_null,
                default=column.default or "",
                generated=column.generated or (f"identity {column.identity}" if column.identity else ""),
                references=column.references or "",
                comment=column.comment or "",
            )
            for column in table.columns
        ],
        foreign_keys=list(table.foreign_keys),
        checks=list(table.checks),
        indexes=list(table.indexes),
        triggers=list(table.triggers),
        dependents=list(table.dependents),
        comment=table.comment or "",
    )


def _seen(observation: Observation) -> SeenShape:
    return SeenShape(
        statement=observation.statement,
        sql=shortened(observation.sql, SQL_CHARACTERS),
        locks=lock_texts(observation.locks),
        rewritten=list(observation.rewritten),
        rebuilt_indexes=list(observation.rebuilt),
        scanned=list(observation.scanned),
        built_indexes=list(observation.built),
        rewritten_toast=[table for table in observation.rewritten_toast if table not in observation.rewritten],
        rows_written=observation.rows_written,
        waits_for=list(observation.waits_for),
        outside_transaction=observation.outside_transaction,
    )


def _weight(reference: Reference) -> tuple[bool, int, str, int]:
    # Code that runs in production and was resolved for certain comes first.
    return reference.in_test, ("exact", "likely", "mention").index(reference.grade), reference.path, reference.line


def _reference(reference: Reference) -> ReferenceShape:
    return ReferenceShape(
        at=f"{reference.project}: {reference.path}:{reference.line}:{reference.column}",
        object=reference.object,
        grade=reference.grade,
        usage=list(reference.usage),
        excerpt=shortened(reference.excerpt, SQL_CHARACTERS // 2),
    )
