"""Replace views, materialized views, functions and triggers so that nobody ever misses them.

DROP and CREATE as two statements leave a moment without the object, and without its privileges, in which queries fail
and writes pass a trigger by. Everything that stands in each other's way changes over in one short transaction instead:
what depends on it goes with it and comes back, with privileges, comments, rules, defaults and triggers. A materialized
view is built and indexed beside under a name of its own before, which takes as long as its query and locks nobody out,
and only takes over the name. A function with other parameters is another function: both live until contract.

The way back does the same with what was there before. A materialized view that stands on a view of the same change
cannot be built before it, and is made as written
(https://www.postgresql.org/docs/18/sql-createview.html, https://www.postgresql.org/docs/18/rules-materializedviews.html).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from server.model.catalog import Catalog, Function, Index, Table, Trigger, View
from server.model.names import QualifiedName, identifier, identifiers
from server.model.operation import (
    ChangeColumnType,
    ChangeObject,
    DropObject,
    RenameColumn,
    RenameTable,
    Standalone,
)
from server.model.plan import Claim, Hazard, PhaseName, Script
from server.plan.context import Context
from server.plan.ddl import (
    RELEASE_SCHEMA,
    RESERVE_SCHEMA,
    create_index,
    create_object,
    drop_object,
    index_comment,
    one_statement,
    trigger_state,
)
from server.plan.exchange import Exchange, object_key
from server.plan.fragment import NOTHING, Fragment, PlacedStep, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import shape_changes
from server.plan.hazards.locks import lock_queue
from server.plan.later_views import no_later_views
from server.plan.rules import BRIEF, BRIEF_WRITES_WAIT, READS_ONLY
from server.plan.strategies.objects import object_path
from server.plan.trimmings import trimmings_of

_Made = tuple[Standalone, Table | View | None]


def is_exchanged_online(context: Context, exchange: Exchange) -> bool:
    """Whether each materialized view among it can be built before the others change over."""
    made = {id(each.after): each.after for each in exchange.created}
    gone = {id(each.before): each.before for each in exchange.dropped}
    return _stand_alone(context.after, list(made.values())) and _stand_alone(context.before, list(gone.values()))


def _stand_alone(catalog: Catalog, values: Sequence[Standalone]) -> bool:
    oids = {value.oid for value in values}
    return not any(
        edge.target[1] in oids and edge.target[1] != value.oid
        for value in values
        if isinstance(value, View) and value.materialized
        for edges in (catalog.edges.get(address, ()) for address in _rules(catalog, value))
        for edge in edges
    )


def _rules(catalog: Catalog, view: View) -> Iterator[tuple[int, int, int]]:
    for address, edges in catalog.edges.items():
        if any(edge.kind == "i" and edge.target[1] == view.oid for edge in edges):
            yield address


def exchange_objects(context: Context, exchange: Exchange) -> Fragment:
    """One transaction for all of it, after materialized views were built beside."""
    if exchange.trigger is not None:
        return replace_at_once(context, exchange.trigger)
    if _only_follows(context, exchange):
        return _spelled_anew(context, exchange)
    before: list[_Made] = [(e.before, context.standing_on(e.before, e.table)) for e in exchange.dropped]
    after: list[_Made] = [(e.after, context.standing_on(e.after, e.table)) for e in exchange.created]
    paths = [object_path(value, table) for value, table in (*after, *before)]
    listed = ", ".join(dict.fromkeys(paths))
    maker = StepMaker(
        operation="replace_objects",
        object=paths[0],
        statement=min(each.statement for each in exchange.members),
        policy=context.policy,
    )
    phase = _phase(context, exchange)
    rank = Rank.EARLY_REMOVALS if phase == "contract" else Rank.LATE_ADDITIONS
    there = _Side(context=context, catalog=context.after, made=after)
    back = _Side(context=context, catalog=context.before, made=list(reversed(before)))
    steps: list[PlacedStep] = []
    if there.building():
        steps.append(
            maker.step(
                "build",
                phase=phase,
                rank=rank,
                title=f"Build {', '.join(object_path(view, None) for view in there.materialized())} beside",
                reason="It takes as long as its query, while the one in use is read.",
                up=one_by_one(*there.building(), claim=READS_ONLY),
                down=in_transaction(*there.tearing_down(), RELEASE_SCHEMA, claim=Claim()),
            )
        )
    forth = (*_dropped(context, before, after), *there.taking_over(), *((RELEASE_SCHEMA,) if there.building() else ()))
    home = (*_dropped(context, list(reversed(after)), list(reversed(before))), *back.taking_over())
    down = in_transaction(*home, claim=BRIEF)
    if back.building():
        down = one_by_one(*back.building(), one_statement(*home), RELEASE_SCHEMA, claim=BRIEF)
    down = replace(down, before=no_later_views(context, (view for view, _ in after if isinstance(view, View))))
    steps.append(
        maker.step(
            "change over",
            phase=phase,
            rank=rank,
            title=f"Replace {listed}",
            reason="One transaction: nobody sees a moment without it, or without its privileges.",
            up=in_transaction(*forth, claim=BRIEF),
            down=down,
        )
    )
    return Fragment(
        steps=tuple(steps),
        hazards=(lock_queue(listed, context.policy.lock_timeout_ms), *_compatibility(exchange.pairs(context))),
    )


def _only_follows(context: Context, exchange: Exchange) -> bool:
    """Whether views are made again with the columns they had, around tables that only get another name."""
    late = any(isinstance(each, RenameColumn | ChangeColumnType) for each in context.operations)
    renamed = {each.before.oid for each in context.operations if isinstance(each, RenameTable)}
    around = {each.oid for each in context.before.dependencies if each.table_oid in renamed}
    pairs = list(exchange.pairs(context))
    alike = all(
        isinstance(before, View)
        and isinstance(after, View)
        and not (before.materialized or after.materialized)
        and _is_alike(before, after)
        and before.comment == after.comment
        and (before.oid in around or before.definition == after.definition)
        for before, after in pairs
    )
    whole = len(pairs) == len(exchange.dropped) == len(exchange.created)
    return bool(renamed) and not late and whole and alike and not exchange.trimmings


def _spelled_anew(context: Context, exchange: Exchange) -> Fragment:
    """Views stay where they are: they follow their tables, and only their text has to name these as they are called.

    On the way back the text names the tables as they were when these have their names again, so that a step ahead of
    all others is undone last.
    """
    before = [each.before for each in reversed(exchange.dropped)]
    after = [each.after for each in exchange.created]
    path = object_path(after[0], None)
    listed = ", ".join(object_path(view, None) for view in after)
    maker = StepMaker(
        operation="replace_objects",
        object=path,
        statement=min(each.statement for each in exchange.members),
        policy=context.policy,
    )
    return Fragment(
        steps=(
            maker.step(
                "spell_as_before",
                phase="expand",
                rank=Rank.FOUNDATIONS,
                title=f"Keep {listed}, which follows its tables to their new names",
                reason="Nothing is done; undone, it names the tables as they are called again.",
                up=NOTHING,
                down=in_transaction(*_made_in_place(before), claim=BRIEF),
            ),
            maker.step(
                "spell_anew",
                phase="expand",
                rank=Rank.LATE_ADDITIONS,
                title=f"Let {listed} name its tables as they are called now",
                reason="It has the same columns, so that it is replaced in place, with its privileges.",
                up=in_transaction(*_made_in_place(after), claim=BRIEF),
                down=NOTHING,
            ),
        ),
        hazards=(lock_queue(listed, context.policy.lock_timeout_ms),),
    )


def _made_in_place(views: Sequence[Standalone]) -> Iterator[str]:
    for view in views:
        yield from create_object(view, None)


def _dropped(context: Context, first: list[_Made], others: list[_Made]) -> tuple[str, ...]:
    """What was there goes, and when this runs a second time what is new goes before it."""
    known = {object_key(context, value) for value, _ in first}
    new = [(value, table) for value, table in reversed(others) if object_key(context, value) not in known]
    return tuple(drop_object(value, table) for value, table in (*new, *first))


class _Side:
    """What is made on the way up, or on the way back, each before what needs it."""

    def __init__(self, *, context: Context, catalog: Catalog, made: list[_Made]) -> None:
        self._context, self._catalog, self._made = context, catalog, made

    def materialized(self) -> list[View]:
        """The materialized views that hold rows."""
        return [value for value, _ in self._made if isinstance(value, View) and value.materialized and value.populated]

    def building(self) -> tuple[str, ...]:
        """Commands that build them beside, with their indexes."""
        built = tuple(command for view in self.materialized() for command in self._built(view))
        return (RESERVE_SCHEMA, *built) if built else ()

    def tearing_down(self) -> tuple[str, ...]:
        """Commands that drop what was built and did not take over."""
        return tuple(f"DROP MATERIALIZED VIEW IF EXISTS {self._beside(view).sql}" for view in self.materialized())

    def taking_over(self) -> tuple[str, ...]:
        """Commands that make the rest, and give those that were built their names."""
        ready = {view.oid for view in self.materialized()}
        commands: list[str] = []
        for value, table in self._made:
            if isinstance(value, View) and value.oid in ready:
                commands += self._renamed(value)
            else:
                commands += create_object(value, table)
                if isinstance(value, View) and value.materialized:
                    indexes = self._catalog.indexes_of(value.oid)
                    commands += [create_index(index, value.name, concurrently=False) for index in indexes]
            commands += trimmings_of(self._catalog, value)
        return tuple(commands)

    def _beside(self, view: View) -> QualifiedName:
        return self._context.aside(view.name)

    def _index_beside(self, view: View, index: Index) -> str:
        return self._context.scratch(view.name.name, index.name)

    def _built(self, view: View) -> Iterator[str]:
        beside = self._beside(view)
        options = f" WITH ({', '.join(view.options)})" if view.options else ""
        # what an earlier try left may be of another day
        yield f"DROP MATERIALIZED VIEW IF EXISTS {beside.sql}"
        yield (
            f"CREATE MATERIALIZED VIEW {beside.sql} ({identifiers(view.columns)}){options} AS\n"
            f"{view.definition.strip()}"
        )
        for index in self._catalog.indexes_of(view.oid):
            yield create_index(index, beside, name=self._index_beside(view, index), concurrently=False)
        yield f"ANALYZE {beside.sql}"

    def _renamed(self, view: View) -> Iterator[str]:
        beside, schema = self._beside(view), view.name.schema
        between = QualifiedName(schema=schema, name=beside.name)
        yield f"ALTER MATERIALIZED VIEW {beside.sql} SET SCHEMA {identifier(schema)}"
        yield f"ALTER MATERIALIZED VIEW {between.sql} RENAME TO {identifier(view.name.name)}"
        for index in self._catalog.indexes_of(view.oid):
            built = QualifiedName(schema=schema, name=self._index_beside(view, index))
            yield f"ALTER INDEX {built.sql} RENAME TO {identifier(index.name)}"
            if comment := index_comment(schema, index):
                yield comment
        if view.comment is not None:
            yield create_object(view, None)[-1]


def _phase(context: Context, exchange: Exchange) -> PhaseName:
    """Expand where old code finds all it knows, and the new objects need nothing that takes place later."""
    late = any(isinstance(each, RenameColumn | RenameTable | ChangeColumnType) for each in context.operations)
    gone = {id(each) for each in exchange.dropped}
    unpaired = any(
        isinstance(each, DropObject) and isinstance(each.before, View | Function) and id(each) not in gone
        for each in context.operations
    )
    built = any(isinstance(each.after, View) and each.after.materialized for each in exchange.created)
    return "contract" if late or unpaired or built or any(_compatibility(exchange.pairs(context))) else "expand"


def _compatibility(pairs: Iterator[tuple[Standalone, Standalone]]) -> tuple[Hazard, ...]:
    found = []
    for before, after in pairs:
        match before, after:
            case View(), View():
                columns = dict(zip(after.columns, after.column_types, strict=True))
                types = zip(before.columns, before.column_types, strict=True)
                other = [name for name, type_ in types if columns.get(name) != type_]
                if other:
                    found.append(shape_changes(object_path(after, None), f"column {identifiers(other)}"))
            case Function(), Function() if before.result != after.result:
                found.append(shape_changes(object_path(after, None), "its result"))
    return tuple(found)


def is_replaced_at_once(context: Context, operation: ChangeObject) -> bool:
    """Whether it is a trigger, or a view that keeps its name and for which CREATE OR REPLACE is enough."""
    match operation.before, operation.after:
        case Trigger() as before, Trigger() as after:
            return operation.table is not None and before.comment == after.comment
        case View(materialized=False) as before, View(materialized=False) as after:
            late = any(isinstance(each, RenameColumn | RenameTable | ChangeColumnType) for each in context.operations)
            same = (before.name, before.comment) == (after.name, after.comment)
            return same and not late and (_is_alike(before, after) or bool(_way_back(context, operation)))
        case _:
            return False


def replace_at_once(context: Context, operation: ChangeObject) -> Fragment:
    """One short transaction each way."""
    before, after, table = operation.before, operation.after, operation.table
    path = object_path(after, table)
    maker = StepMaker(operation="replace_objects", object=path, statement=operation.statement, policy=context.policy)
    phase: PhaseName = "expand"
    match before, after:
        case Trigger(), Trigger() if table is not None:
            # old code may rely on what a disabled trigger did
            phase = "contract" if after.enabled == "D" and before.enabled != "D" else "expand"
            up, down = _of_trigger(context, before, after, table), _of_trigger(context, after, before, table)
        case View(), View() if _is_alike(before, after):
            up, down = _replaced(after), _replaced(before)
        case _:
            # a column can be added to a view in place, but not taken away
            up = in_transaction(*create_object(after, table), claim=BRIEF)
            down = replace(in_transaction(*_way_back(context, operation), claim=BRIEF), once=True)
            if isinstance(after, View):
                down = replace(down, before=no_later_views(context, (after,)))
    step = maker.step(
        "replace",
        phase=phase,
        rank=Rank.LATE_ADDITIONS if phase == "expand" else Rank.EARLY_REMOVALS,
        title=f"Replace {path}",
        reason="One transaction: no query and no write passes it by.",
        up=up,
        down=down,
    )
    return Fragment(steps=(step,), hazards=(lock_queue(path, context.policy.lock_timeout_ms),))


def _is_alike(before: View, after: View) -> bool:
    """Whether one can take the place of the other in both directions, with the same columns."""
    return (before.columns, before.column_types) == (after.columns, after.column_types)


def _replaced(view: View) -> Script:
    return in_transaction(*create_object(view, None), claim=BRIEF)


def _way_back(context: Context, operation: ChangeObject) -> tuple[str, ...]:
    """What returns the view with all that stands on it; empty when the statement does something else too."""
    alone = sum(each.statement == operation.statement for each in context.operations) == 1
    return context.reversals.get(operation.statement, ()) if alone else ()


def _of_trigger(context: Context, before: Trigger, after: Trigger, table: Table) -> Script:
    """Under a lock that lets reads pass, where it keeps its name and PostgreSQL can replace it (14 and newer)."""
    if (before.name, before.definition) == (after.name, after.definition):
        return in_transaction(trigger_state(after, table), claim=BRIEF_WRITES_WAIT)
    plain = all(each.definition.startswith("CREATE TRIGGER ") for each in (before, after))
    if before.name == after.name and plain and context.before.server_version >= 140000:
        text = f"CREATE OR REPLACE {after.definition.removeprefix('CREATE ')}"
        return in_transaction(text, trigger_state(after, table), claim=BRIEF_WRITES_WAIT)
    return in_transaction(
        drop_object(before, table), drop_object(after, table), *create_object(after, table), claim=BRIEF
    )
