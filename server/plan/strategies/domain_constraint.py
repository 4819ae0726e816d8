"""Hold a domain to a further CHECK, prove, rename or drop one, or forbid nulls in it.

ALTER DOMAIN … ADD CONSTRAINT reads every table that has a column of the domain, or of a domain over it, one after the
other and in one transaction, while writes to all of them wait. As NOT VALID it locks and reads no table, and new values
are held to it at once.

The plan adds it so, counts the rows that break it, and proves it in a step of its own. Up to PostgreSQL 18 that step
takes a SHARE lock on each of the tables, and writes wait for it all the same; as that cannot be avoided, the plan says
so. It can be put off, or left out, as no new value breaks the rule. The way back drops the constraint. One that is
dropped comes back the same way. NOT NULL of a domain cannot be NOT VALID: it is proved at once.

Nothing was found on 15 and 18 that proves it while writes go on. A column leaves the domain for its base type without a
rewrite, so that the domain has no rows to look at; but to come back, as to change to any domain that has a rule, it is
written anew under ACCESS EXCLUSIVE, also where a CHECK of the table has proved the same.

A domain that a column has an array of, or within a composite type, is not checked by PostgreSQL at all: it refuses.
https://www.postgresql.org/docs/18/sql-alterdomain.html
"""

from collections.abc import Iterator

from server.model.lock import LockMode
from server.model.names import identifier
from server.model.operation import ChangeOther
from server.model.plan import Check, Claim, Hazard, Script
from server.plan.context import Context
from server.plan.domain_rules import UNPROVED, DomainRule, domain_rule
from server.plan.fragment import NOTHING, Fragment, Rank, StepMaker, in_transaction
from server.plan.hazards.compatibility import code_must_keep_rule
from server.plan.hazards.data import nulls_present, rows_violate
from server.plan.hazards.locks import domain_is_proved_under_lock

_WRITES_PASS_SINCE = 190000
"""Commit 16a0039dc of PostgreSQL: VALIDATE takes SHARE UPDATE EXCLUSIVE; on 15 and 18 it was seen to take SHARE."""


def is_planned(context: Context, operation: ChangeOther) -> bool:
    """Whether it is a constraint that a domain gets, loses or has proved, by a statement that does nothing else."""
    if domain_rule(context.before, operation) is None:
        return False
    if any(each is not operation and each.statement == operation.statement for each in context.operations):
        return _other_name(context, operation) is not None
    if operation.kind == "domain not null":
        return operation.before is None and (operation.after or "").endswith(" SET NOT NULL")
    return operation.before is None or operation.after is None or operation.before == f"{operation.after}{UNPROVED}"


def plan_domain_constraint(context: Context, operation: ChangeOther) -> Fragment:
    """The steps for one constraint."""
    rule = domain_rule(context.before, operation)
    if rule is None:
        raise TypeError(f"{operation} is about no domain")
    other = _other_name(context, operation)
    if other is not None:
        return _rename(context, operation, other, rule)
    name = "set_domain_not_null" if not rule.name else "drop_domain_constraint"
    if rule.name and operation.after is not None:
        name = "add_domain_constraint" if operation.before is None else "validate_domain_constraint"
    maker = StepMaker(operation=name, object=rule.path, statement=operation.statement, policy=context.policy)
    if not rule.name:
        return _set_not_null(context, maker, rule)
    if operation.after is None:
        return _drop(context, maker, rule, proved=not (operation.before or "").endswith(UNPROVED))
    if operation.before is not None:
        return _validate(context, maker, rule, back=(rule.drop(), rule.add()))
    add = maker.step(
        "add",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Add {rule.path} without reading a table",
        reason="NOT VALID holds new values to it at once and needs no scan.",
        up=in_transaction(rule.add(), claim=Claim()),
        down=in_transaction(rule.drop(), claim=Claim()),
    )
    fragment = Fragment(steps=(add,), hazards=(code_must_keep_rule(rule.path),))
    return fragment if operation.after.endswith(UNPROVED) else fragment + _validate(context, maker, rule, back=())


def _other_name(context: Context, operation: ChangeOther) -> DomainRule | None:
    """The rule that a statement made of this one, or this one of, by giving it another name: one goes and one comes."""
    others = [each for each in context.operations if each is not operation and each.statement == operation.statement]
    if len(others) != 1 or not isinstance(others[0], ChangeOther):
        return None
    rule, other = domain_rule(context.before, operation), domain_rule(context.before, others[0])
    if rule is None or other is None or (rule.domain, rule.check) != (other.domain, other.check):
        return None
    comes = (operation.before is None, others[0].before is None)
    goes = (operation.after is None, others[0].after is None)
    return other if sorted(comes) == sorted(goes) == [False, True] and comes != goes else None


def _rename(context: Context, operation: ChangeOther, other: DomainRule, rule: DomainRule) -> Fragment:
    if operation.after is None:
        return Fragment()
    maker = StepMaker(
        operation="rename_domain_constraint", object=other.path, statement=operation.statement, policy=context.policy
    )
    step = maker.step(
        "rename",
        phase="expand",
        title=f"Rename constraint {other.path} to {rule.name}",
        reason="Only the catalog changes, and no code names it.",
        up=in_transaction(other.rename(rule), claim=Claim()),
        down=in_transaction(rule.rename(other), claim=Claim()),
    )
    return Fragment(steps=(step,))


def _validate(context: Context, maker: StepMaker, rule: DomainRule, *, back: tuple[str, ...]) -> Fragment:
    claim = _proof(context, rule)
    step = maker.step(
        "validate",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Prove {rule.path} for every row",
        reason="PostgreSQL 18 and older let no writes pass meanwhile; until it is done, new values are held to it."
        if claim.lock.blocks_writes
        else "Validation reads the tables under a lock that lets reads and writes pass.",
        up=Script(
            commands=(rule.validate(),),
            claim=claim,
            before=tuple(_kept_by_rows(rule)),
            after=(Check(condition=f"EXISTS ({rule.exists} AND convalidated)", message=f"{rule.path} is not valid"),),
        ),
        down=in_transaction(*back, claim=Claim()) if back else NOTHING,
    )
    return Fragment(steps=(step,), hazards=(*_blocks(maker.object, claim), *_broken(rule)))


def _drop(context: Context, maker: StepMaker, rule: DomainRule, *, proved: bool) -> Fragment:
    step = maker.step(
        "drop",
        phase="expand",
        title=f"Drop {rule.path}",
        reason="Only the catalog changes.",
        up=in_transaction(rule.drop(), claim=Claim()),
        down=Script(
            commands=(rule.add(), *((rule.validate(),) if proved else ())),
            transactional=False,
            claim=_proof(context, rule) if proved else Claim(),
            before=tuple(_kept_by_rows(rule)) if proved else (),
        ),
    )
    return Fragment(steps=(step,), hazards=_blocks(f"{maker.object} (way back)", step.step.down.claim))


def _set_not_null(context: Context, maker: StepMaker, rule: DomainRule) -> Fragment:
    claim = _proof(context, rule, validates=False)
    step = maker.step(
        "set",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Make {rule.domain} NOT NULL",
        reason="PostgreSQL has no NOT VALID for it: it reads every table that has the domain while writes wait.",
        up=Script(
            commands=(f"ALTER DOMAIN {rule.domain} SET NOT NULL",), claim=claim, before=tuple(_kept_by_rows(rule))
        ),
        down=in_transaction(f"ALTER DOMAIN {rule.domain} DROP NOT NULL", claim=Claim()),
    )
    hazards = (code_must_keep_rule(rule.path), *((nulls_present(rule.domain),) if rule.columns else ()))
    return Fragment(steps=(step,), hazards=(*hazards, *_blocks(maker.object, claim)))


def _blocks(path: str, claim: Claim) -> tuple[Hazard, ...]:
    return (domain_is_proved_under_lock(path),) if claim.lock.blocks_writes and not claim.small else ()


def _broken(rule: DomainRule) -> Iterator[Hazard]:
    for table in dict.fromkeys(table for table, _ in rule.columns):
        yield rows_violate(table, rule.path)


def _proof(context: Context, rule: DomainRule, *, validates: bool = True) -> Claim:
    if not rule.columns:
        return Claim()
    passes = validates and context.before.server_version >= _WRITES_PASS_SINCE
    tables = {column.table_oid for _, column in rule.columns}
    return Claim(
        lock=LockMode.SHARE_UPDATE_EXCLUSIVE if passes else LockMode.SHARE,
        scans=True,
        small=all(context.is_small(context.before.tables[oid]) for oid in tables),
    )


def _kept_by_rows(rule: DomainRule) -> Iterator[Check]:
    for table, column in rule.columns:
        own = identifier(column.name)
        # VALUE is the name of a column here, and may be, as it is no reserved word
        held = f"(SELECT {own} AS value FROM {table}) AS held"
        broken = f"NOT ({rule.expression})"
        yield Check(
            condition=f"NOT EXISTS (SELECT FROM {held} WHERE {broken})",
            message=f"rows of {table} break {rule.path} in {own}: mend them first; "
            f"SELECT count(*) FROM {held} WHERE {broken} counts them",
        )
