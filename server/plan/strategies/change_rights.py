"""Row security, policies and privileges: never a moment of wrong access, nor one in which everything is hidden.

As statements of their own, ENABLE ROW LEVEL SECURITY before CREATE POLICY hides every row for a moment, and DROP POLICY
before CREATE POLICY does so, too, or lets rows be seen that a restrictive policy hides. All that a change does to the
row security of a table is one transaction instead, with the privileges on it, so that nobody is granted what no policy
guards yet; and so is the way back. What lets everybody see at least what they saw takes place in expand, anything else
in contract. Other privileges are granted in expand and revoked in contract.

Privileges of what the same change creates or renames, default privileges and owners are changed as written
(https://www.postgresql.org/docs/18/ddl-rowsecurity.html).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from server.model.catalog import PG_CLASS, PG_PROC, Address, Catalog, Other, Table
from server.model.operation import ChangeOther, ChangeTable, RenameColumn, RenameTable
from server.model.plan import Script
from server.plan.context import Context
from server.plan.ddl import alter
from server.plan.fragment import Fragment, Rank, StepMaker, in_transaction
from server.plan.hazards.compatibility import code_must_stop_using, row_security_changes
from server.plan.hazards.locks import lock_queue
from server.plan.rules import BRIEF, READS_ONLY

_PRIVILEGES = frozenset(["privilege", "revoked privilege"])
_OF_ROWS = frozenset(["policy", "forced row security"])
_Right = ChangeOther | ChangeTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a change does to the rights on one object."""

    address: Address
    members: tuple[_Right, ...]

    @property
    def is_of_rows(self) -> bool:
        """Whether it is about which rows are seen, and not only about privileges."""
        return any(isinstance(each, ChangeTable) or each.kind not in _PRIVILEGES for each in self.members)


def find_rights(context: Context) -> list[Rights]:
    """One for each table or other object that is there before and after, under the same name."""
    renamed = {each.table.oid for each in context.operations if isinstance(each, RenameColumn)}
    renamed |= {each.after.oid for each in context.operations if isinstance(each, RenameTable)}
    found: dict[Address, list[_Right]] = {}
    for operation in context.operations:
        if isinstance(operation, ChangeOther | ChangeTable):
            address = _address(context, operation)
            if address is not None and address[1] not in renamed and _stays(context, address):
                found.setdefault(address, []).append(operation)
    return [Rights(address=address, members=tuple(members)) for address, members in found.items()]


def _address(context: Context, operation: _Right) -> Address | None:
    """What the rights are on; None for an operation that changes none."""
    if isinstance(operation, ChangeTable):
        return (PG_CLASS, operation.before.oid, 0) if operation.aspects == ("row_security",) else None
    other = _other(context.after, operation) or _other(context.before, operation)
    whole = other.part_of if other is not None else None
    if operation.kind == "comment" and whole is not None:
        whole = next((each.part_of for each in _policies(context) if each.address == whole), None)
    elif operation.kind not in _PRIVILEGES | _OF_ROWS:
        return None
    return None if whole is None else (whole[0], whole[1], 0)


def _policies(context: Context) -> Iterator[Other]:
    for catalog in (context.after, context.before):
        yield from (each for each in catalog.others.values() if each.kind == "policy")


def _stays(context: Context, address: Address) -> bool:
    """Whether it is there before and after, and called the same."""
    one, other = (_name(catalog, address) for catalog in (context.before, context.after))
    return one is not None and one == other


def _name(catalog: Catalog, address: Address) -> str | None:
    class_oid, oid, _ = address
    if class_oid == PG_CLASS:
        relation = catalog.tables.get(oid) or catalog.views.get(oid) or catalog.sequences.get(oid)
        return relation.name.sql if relation is not None else None
    function = catalog.functions.get(oid) if class_oid == PG_PROC else None
    return f"{function.name.sql}({function.argument_types})" if function is not None else None


def change_rights(context: Context, rights: Rights) -> Fragment:
    """One transaction for the row security of a table; else a step for what is granted and one for what is revoked."""
    if rights.is_of_rows:
        return _of_rows(context, rights)
    given = tuple(each for each in rights.members if _widens(each))
    taken = tuple(each for each in rights.members if not _widens(each))
    whole = Fragment()
    for part, members in (("grant", given), ("revoke", taken)):
        if not members:
            continue
        name = members[0].identity if isinstance(members[0], ChangeOther) else ""
        maker = _maker(context, name, members)
        late = part == "revoke"
        step = maker.step(
            part,
            phase="contract" if late else "expand",
            rank=Rank.EARLY_REMOVALS if late else Rank.LATE_ADDITIONS,
            title=f"{part.capitalize()} {name}{f' and {len(members) - 1} more' if len(members) > 1 else ''}",
            reason="Old code may use it until contract." if late else "New code may use it from now on.",
            up=in_transaction(*_commands(context, members, back=False), claim=READS_ONLY),
            down=in_transaction(*_commands(context, members, back=True), claim=READS_ONLY),
        )
        hazards = (code_must_stop_using(f"privilege {name}"),) if late else ()
        whole += Fragment(steps=(step,), hazards=hazards)
    return whole


def _of_rows(context: Context, rights: Rights) -> Fragment:
    table = context.after.tables[rights.address[1]]
    late = not all(_widens(each) for each in rights.members)
    maker = _maker(context, table.name.sql, rights.members)
    step = maker.step(
        "row security",
        phase="contract" if late else "expand",
        rank=Rank.EARLY_REMOVALS if late else Rank.LATE_ADDITIONS,
        title=f"Change who sees which rows of {table.name}",
        reason="One transaction: at no moment is a row seen by the wrong ones, or by nobody.",
        up=_script(context, rights.members, back=False),
        down=_script(context, rights.members, back=True),
    )
    hazards = (lock_queue(table.name.sql, context.policy.lock_timeout_ms),)
    return Fragment(steps=(step,), hazards=(*hazards, row_security_changes(table.name.sql)) if late else hazards)


def _maker(context: Context, name: str, members: tuple[_Right, ...]) -> StepMaker:
    number = min(each.statement for each in members)
    return StepMaker(operation="change_rights", object=name, statement=number, policy=context.policy)


def _script(context: Context, members: tuple[_Right, ...], *, back: bool) -> Script:
    return in_transaction(*_commands(context, members, back=back), claim=BRIEF)


def _widens(operation: _Right) -> bool:
    """Whether nobody is kept from anything by it."""
    match operation:
        case ChangeTable(after=table):
            return not table.row_security
        case ChangeOther(kind="privilege" | "policy", before=None, after=str() as after):
            # a policy is read as PostgreSQL prints it: what is called so otherwise only waits for contract
            return operation.kind == "privilege" or " AS RESTRICTIVE " not in after
        case ChangeOther(kind="comment"):
            return True
        case ChangeOther(kind="revoked privilege" | "forced row security", after=None):
            return True
        case _:
            return False


def _commands(context: Context, members: tuple[_Right, ...], *, back: bool) -> tuple[str, ...]:
    """All that goes, then all that comes, policies before what makes them count and privileges at the end."""
    now, then = (context.after, context.before) if back else (context.before, context.after)
    gone: list[str] = []
    come: list[str] = []
    last: list[str] = []
    for each in members:
        if isinstance(each, ChangeTable):
            last.append(_row_security(then.tables[each.after.oid]))
            continue
        before, after = _other(now, each), _other(then, each)
        if each.kind == "policy":
            gone.append(f"DROP POLICY IF EXISTS {each.identity}")
        if after is not None:
            (come if each.kind in ("policy", "comment") else last).extend(after.definition)
            if each.kind == "policy":
                come += _comments(then, after)
        elif before is not None and each.kind == "comment":
            come += [before.removal for other in then.others.values() if other.address == before.part_of]
        elif before is not None and each.kind != "policy":
            last.append(before.removal)
    return tuple(dict.fromkeys((*gone, *come, *last)))


def _row_security(table: Table) -> str:
    return alter(table.name, f"{'ENABLE' if table.row_security else 'DISABLE'} ROW LEVEL SECURITY")


def _comments(catalog: Catalog, policy: Other) -> Iterator[str]:
    for other in catalog.others.values():
        if other.kind == "comment" and other.part_of == policy.address:
            yield from other.definition


def _other(catalog: Catalog, operation: ChangeOther) -> Other | None:
    return catalog.others.get((operation.kind, operation.identity))
