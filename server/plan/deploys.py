"""Which code may run before and after each phase: what it must do, by name, and how to know that no other runs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from server.model.catalog import Column, Constraint, Function, Table, View
from server.model.names import QualifiedName, column_path, identifiers
from server.model.operation import (
    AddCheck,
    AddColumn,
    AddExclusion,
    AddForeignKey,
    AddUnique,
    ChangeColumnType,
    ChangeRows,
    CreateIndex,
    DropColumn,
    DropObject,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
    SetNotNull,
)
from server.model.plan import Deploy, Gauge, Phase, PhaseName
from server.plan.context import Context
from server.plan.ddl import index_tail
from server.plan.gauges import calls_that_mention, measured, sessions_that_mention
from server.plan.offenders import without_value
from server.plan.replacement_facts import fits_of
from server.plan.row_decisions import offenders_of
from server.plan.table_copy import ANY_ROW


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demand:
    """What an operation asks of code."""

    must: str
    """Of all code, from the phase on that ends what was before."""
    meanwhile: str
    """What both kinds of code meet until then."""
    path: str = ""
    """What only earlier code uses; empty when its statements do not tell."""
    names: tuple[str, ...] = ()
    """Words that a statement which uses it holds."""
    proof: tuple[Gauge, ...] = ()
    there: bool = True
    """Whether the proof can be asked before anything ran."""
    fails: str = ""
    """What earlier code meets afterwards."""


def deploys(context: Context, phases: tuple[Phase, ...]) -> tuple[Deploy, ...]:
    """One before each phase and one after all."""
    if not phases:
        return ()
    demands: dict[PhaseName, list[_Demand]] = defaultdict(list)
    # a table that another takes the place of, with its rows, goes on under its name
    others = [each for each in context.replacements if not each.obstacle and each.rebuilt is None]
    replaced = [part for each in others for part in each.parts]
    for operation in context.operations:
        demand = None if operation in replaced else _demand(context, operation)
        if demand is not None:
            demands[_ends_in(operation, phases)].append(demand)
    for each in context.replacements:
        if (fits := fits_of(each)) != ANY_ROW and not each.obstacle:
            demands[phases[-1].name].append(_with_a_place(each.before, fits))
    found, done = [], []
    for number, phase in enumerate(phases):
        now = demands[phase.name]
        waiting = [each for later in phases[number:] for each in demands[later.name]]
        found.append(
            Deploy(
                before=phase.name,
                may_run=_may_run(number == 0, waiting),
                must=_each(each.must for each in now),
                proof=_proof([each for each in now if number or each.there]),
            )
        )
        done += now
    fails = _each(each.fails for each in done if each.fails)
    return (*found, Deploy(before=None, may_run=("only code for the schema after",), must=fails, proof=()))


def _each(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _may_run(first: bool, waiting: list[_Demand]) -> tuple[str, ...]:
    if first:
        return ("code for the schema before",)
    both = "code for the schema before, and code that is ready for it and for the one after"
    return (both, *_each(each.meanwhile for each in waiting))


def _proof(demands: list[_Demand]) -> tuple[Gauge, ...]:
    if not demands:
        return ()
    found = [gauge for each in demands for gauge in (*_by_statements(each), *each.proof)]
    return tuple({gauge.key: gauge for gauge in (*found, _oldest_session())}.values())


def _by_statements(demand: _Demand) -> tuple[Gauge, ...]:
    if not demand.names:
        return ()
    return (
        Gauge(
            key=f"sessions:{demand.path}",
            watches=f"Sessions whose last statement mentions {demand.path}; more may be named so",
            query=sessions_that_mention(*demand.names),
            then="Look at their query and application_name in pg_stat_activity: whoever they are still runs code that "
            "uses it.",
        ),
        Gauge(
            key=f"calls:{demand.path}",
            watches=f"Calls of statements that mention {demand.path}, by pg_stat_statements where it is installed; it "
            "must not grow between two looks, an hour apart",
            query=calls_that_mention(*demand.names),
            then="Find the statements in pg_stat_statements, and with them the code.",
        ),
    )


def _oldest_session() -> Gauge:
    age = "max(extract(epoch FROM pg_catalog.clock_timestamp() - backend_start))"
    return Gauge(
        key="oldest-session",
        watches="Seconds since the oldest session of an application began; it must be less than since the deploy",
        query=measured(
            age,
            source=(
                "\n    FROM pg_catalog.pg_stat_activity WHERE datname = current_database() "
                "AND backend_type = 'client backend' AND pid <> pg_catalog.pg_backend_pid()"
            ),
        ),
        then="A session that began before the deploy may be one of earlier code: see its application_name.",
    )


def _ends_in(operation: Operation, phases: tuple[Phase, ...]) -> PhaseName:
    """The last phase that does something for the operation's statement, after which earlier code no longer fits."""
    if isinstance(operation, ChangeRows):
        named = [phase.name for phase in phases if any(step.operation == "change_rows" for step in phase.steps)]
        return named[0] if named else phases[-1].name
    named = [p.name for p in phases if any(step.statement == operation.statement for step in p.steps)]
    return named[-1] if named else phases[-1].name


def _demand(context: Context, operation: Operation) -> _Demand | None:
    match operation:
        case RenameTable(before=before, after=after) if before.name.name != after.name.name:
            return _moved(str(before.name), str(after.name), (before.name.name,))
        case RenameTable(before=before, after=after):
            return _Demand(
                must=f"use {after.name} instead of {before.name}",
                meanwhile=f"both {before.name} and {after.name} work",
                fails=f"{before.name} is gone",
            )
        case RenameColumn(table=table, before=before, after=after):
            now = context.before.tables[table.oid].name
            path = column_path(now, before.name)
            return _moved(path, column_path(table.name, after.name), (now.name, before.name))
        case DropTable(before=before):
            return (
                _made_again(before.name.sql)
                if _relation_is_there(context, before.name)
                else _gone(before.name.sql, (before.name.name,))
            )
        case DropColumn(table=table, before=before):
            return _gone(column_path(table.name, before.name), (table.name.name, before.name))
        case DropObject(before=View(name=name)):
            return _made_again(name.sql) if _relation_is_there(context, name) else _gone(name.sql, (name.name,))
        case DropObject(before=Function(name=name)):
            again = any(function.name == name for function in context.after.functions.values())
            return _made_again(name.sql) if again else _gone(name.sql, (name.name,))
        case ChangeColumnType(table=table, before=before, after=after):
            return _retyped(table, before, after)
        case ChangeRows() | AddColumn() | SetNotNull():
            return _of_values(context, operation)
        case _:
            return _of_rule(context, operation)


def _of_values(context: Context, operation: ChangeRows | AddColumn | SetNotNull) -> _Demand | None:
    table = operation.table
    if table is None or context.is_new(table):
        return None
    if isinstance(operation, ChangeRows):
        written = identifiers(list(operation.rows.set_columns))
        if not written:
            return None
        return _Demand(
            must=f"write {written} of {table.name} in every INSERT and UPDATE, as the change's UPDATE does",
            meanwhile=f"{written} of {table.name} may differ in rows that earlier code wrote",
        )
    after = operation.after
    path = column_path(table.name, after.name)
    needed = after.not_null and after.default is None and not after.identity and not after.generated
    if isinstance(operation, SetNotNull) or needed:
        found = without_value(table.name, after.name)
        count = measured(f"({found.count})")
        return _Demand(
            must=f"write a value into {path} in every INSERT, and never NULL in an UPDATE",
            meanwhile=f"{path} may be NULL",
            proof=()
            if context.is_moved_aside(table)
            else (_growing(f"nulls:{path}", f"Rows without a value in {path}", count),),
            there=after.key in context.before.columns,
            fails=f"a write without a value for {path} is refused",
        )
    return _Demand(
        must=f"be ready for {path} beside what it knows: no SELECT * into fixed fields",
        meanwhile=f"{path} may be there or not",
    )


def _of_rule(context: Context, operation: Operation) -> _Demand | None:
    match operation:
        case AddCheck(table=table, after=after) if not context.is_new(table):
            path = column_path(table.name, after.name)
            must = f"write only rows of {table.name} for which {after.expression} is not false"
        case AddForeignKey(table=table, referenced=referenced, after=after) if context.is_new(table):
            return None if context.is_new(referenced) else _held(table, referenced, after)
        case AddForeignKey(table=table, referenced=referenced, after=after):
            path = column_path(table.name, after.name)
            must = (
                f"write a row of {referenced.name} before rows of {table.name} that refer to it by "
                f"({identifiers(list(operation.columns))}), and delete it after them"
            )
        case AddUnique(table=table, after=after, columns=columns) if not context.is_new(table):
            return _unique(table, column_path(table.name, after.name), f"({identifiers(list(columns))})")
        case CreateIndex(table=table, after=index) if index.unique and not context.is_new(table):
            return _unique(table, index.name, f"({index_tail(index).partition('(')[2]}")
        case AddExclusion(table=table, after=after) if not context.is_new(table):
            path = column_path(table.name, after.name)
            return _Demand(
                must=f"write no row of {table.name} that conflicts with another under {path}; be ready for the error",
                meanwhile=f"{path} does not hold yet",
                fails=f"a row that conflicts with another under {path} is refused",
            )
        case _:
            return None
    found = offenders_of(context, after)
    proof = (
        (_growing(f"rows:{path}", f"Rows of {table.name} that break {path}", measured(f"({found.count})")),)
        if found and not context.is_moved_aside(table)
        else ()
    )
    return _Demand(
        must=must, meanwhile=f"{path} does not hold yet", proof=proof, fails=f"a row that breaks {path} is refused"
    )


def _unique(table: Table, path: str, what: str) -> _Demand:
    return _Demand(
        must=f"write no second row of {table.name} with the same {what}, and be ready for the error",
        meanwhile=f"{path} does not hold yet",
        fails=f"a second row with the same {what} is refused in {table.name}",
    )


def _growing(key: str, watches: str, query: str) -> Gauge:
    return Gauge(
        key=key,
        watches=f"{watches}; it must not grow between two looks, an hour apart",
        query=query,
        then="Some code still writes such rows: find it by the newest of them.",
    )


def _moved(before: str, after: str, names: tuple[str, ...]) -> _Demand:
    return _Demand(
        must=f"use {after} instead of {before}, in reads and writes",
        meanwhile=f"both {before} and {after} work",
        path=before,
        names=names,
        fails=f"{before} is gone",
    )


def _gone(path: str, names: tuple[str, ...]) -> _Demand:
    return _Demand(
        must=f"neither read nor write {path}",
        meanwhile=f"{path} is still there and need not be written",
        path=path,
        names=names,
        fails=f"{path} is gone",
    )


def _held(table: Table, referenced: Table, key: Constraint) -> _Demand | None:
    if "ON DELETE CASCADE" in key.definition or "ON DELETE SET" in key.definition:
        return None
    return _Demand(
        must=f"delete rows of {table.name} before those of {referenced.name} that they refer to",
        meanwhile=f"rows of {table.name} may refer to those of {referenced.name}",
        fails=f"a row of {referenced.name} to which one of {table.name} refers is not deleted",
    )


def _with_a_place(table: Table, fits: str) -> _Demand:
    return _Demand(
        must=f"write only rows of {table.name} for which {fits}",
        meanwhile=f"rows of {table.name} need no partition yet",
        fails=f"a row of {table.name} that has no partition, or a null where none may be, is refused",
    )


def _relation_is_there(context: Context, name: QualifiedName) -> bool:
    """Whether a table or view has the name when the change is done."""
    after = context.after
    return after.table_named(name) is not None or any(view.name == name for view in after.views.values())


def _made_again(path: str) -> _Demand:
    return _Demand(
        must=f"be ready for {path} as it was and as it will be: it changes in one moment",
        meanwhile=f"{path} is as it was for all code",
        fails=f"{path} is as the change makes it",
    )


def _retyped(table: Table, before: Column, after: Column) -> _Demand:
    path = column_path(table.name, after.name)
    return _Demand(
        must=f"read and write {path} whether it is {before.type} or {after.type}: it changes in one moment",
        meanwhile=f"{path} is {before.type} for all code",
        fails=f"{path} is {after.type}, no longer {before.type}",
    )
