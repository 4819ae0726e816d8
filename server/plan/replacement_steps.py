"""The steps that put one table in the place of another, with its rows, while it is read and written."""

from collections.abc import Iterator

from server.model.catalog import Column
from server.model.lock import LockMode
from server.model.names import identifier
from server.model.plan import Check, Claim, Loss, Script
from server.plan.context import Context, key_columns
from server.plan.ddl import (
    RELEASE_SCHEMA,
    RESERVE_SCHEMA,
    add_constraint,
    constraint_is,
    drop_constraint,
    if_exists,
    relation_is_of,
    table_is,
    unless_exists,
    vacuum,
    validate,
)
from server.plan.fragment import NOTHING, PlacedStep, Rank, StepMaker, in_transaction, one_by_one
from server.plan.later_parts import refuse_later_parts
from server.plan.replacement_facts import fits_of, new_uniques, not_published_as_a_whole
from server.plan.rescue import MAKE_RESCUED, RESCUED, RescueTrigger, rescue_column
from server.plan.rules import BRIEF, BRIEF_WRITES_WAIT, NO_TABLE, WRITES_PASS, no_duplicates
from server.plan.table_copy import ANY_ROW, TableCopy, refuse_if_any
from server.plan.table_replacement import Replacement
from server.plan.table_swap import TableSwap

_FILLS = Claim(lock=LockMode.ROW_SHARE, scans=True)
"""Locks rows that are being copied against changes, for the time of a batch."""


class ReplacementSteps:
    """The steps of one replacement, in their order."""

    def __init__(self, context: Context, replacement: Replacement, *, operation: str) -> None:
        shapes, swap = replacement.shapes, TableSwap(context=context, replacement=replacement)
        self._context, self._replacement, self._swap = context, replacement, swap
        self._maker = StepMaker(
            operation=operation,
            object=swap.name.sql,
            statement=replacement.statement,
            policy=context.policy,
        )
        self._fits = fits_of(replacement)
        self._rule = context.scratch(swap.name.schema, swap.name.name, "fits")
        self._forward = TableCopy(
            source=swap.name,
            copy=swap.made,
            columns=shapes.written,
            match=shapes.match,
            fits=self._fits,
            name=context.helper(swap.name, "forward"),
        )
        self._backward = TableCopy(
            source=swap.name,
            copy=swap.aside,
            columns=shapes.written,
            match=shapes.match,
            fits=ANY_ROW,
            name=context.helper(swap.name, "backward"),
            is_shared=replacement.kept is not None,
        )
        self._rescue = RescueTrigger(
            name=context.helper(swap.name, "rescue"),
            table=swap.name,
            key=self._key(old=True),
            columns=replacement.rebuilt.columns if replacement.rebuilt else (),
        )
        self._unfit = f"SELECT FROM {swap.name.sql} WHERE ({self._fits}) IS NOT TRUE"
        self._mend = (
            f"rows of {swap.name} have no place in the new one, with no partition for them or a null: mend them, or "
            f"add a partition to the change; this finds them: {self._unfit.replace('FROM', '* FROM', 1)}"
        )
        self._unswapped = table_is(swap.made)
        self._swapped = relation_is_of(swap.name, partitioned=replacement.after.kind == "partitioned table")
        if replacement.rebuilt is not None:
            self._swapped = replacement.rebuilt.mark or table_is(swap.aside)
        self._refuses = tuple(_refusing(replacement))
        own = (*self._forward.triggers, identifier(self._rule))
        self._as_planned = refuse_later_parts(shapes.before, shapes.old, own)
        own = (*self._backward.triggers, self._rescue.trigger)
        self._as_left = refuse_later_parts(shapes.after, shapes.new, own, back=True)

    def steps(self) -> Iterator[PlacedStep]:
        """From the empty new table to the end of the old one."""
        yield self._create()
        yield self._keep_in_step()
        yield self._backfill()
        if self._refuses:
            yield self._hold()
        yield self._compare()
        if self._fits != ANY_ROW:
            yield self._prove()
        yield self._change_places()
        if any(key.validated for _, key in self._swap.referring()):
            yield self._prove_references()
        yield self._stop()

    def put_away(self) -> tuple[str, ...]:
        """The old table, where it stays and the change does not keep it under another name."""
        dropped = self._replacement.build is not None and self._replacement.build.former
        return () if self._replacement.kept is not None or dropped else (self._swap.aside.sql,)

    def losses(self) -> tuple[Loss, ...]:
        """What code writes into an old table that stays: the way back gives it the rows of the new one."""
        kept = self._replacement.kept
        if kept is None:
            return ()
        what = f"rows that differ from those of {self._swap.name}, which takes its place again"
        return (Loss(object=kept.name.sql, what=what, preserved=RESCUED.sql, since="contract"),)

    def _create(self) -> PlacedStep:
        made, build = self._swap.made, self._replacement.build
        commands = (self._as_planned, *(build.commands if build else ()), *self._swap.given())
        shapes = self._replacement.shapes
        references = any(c.kind == "foreign key" for c in shapes.after.constraints_of(shapes.new[0].oid))
        return self._maker.step(
            "create",
            phase="expand",
            # a new column may be of a domain that the change makes
            rank=Rank.LATE_ADDITIONS,
            title=f"Make the new {self._swap.name}, empty, in a schema of its own",
            reason="It has all its partitions, indexes and constraints before the first row: none is read for them.",
            up=Script(
                commands=(RESERVE_SCHEMA, unless_exists(self._unswapped, ";\n        ".join(commands))),
                claim=BRIEF_WRITES_WAIT if references else NO_TABLE,
                before=tuple(self._checks()),
            ),
            down=in_transaction(
                f"DROP TABLE IF EXISTS {made.sql}", RELEASE_SCHEMA, claim=BRIEF if references else NO_TABLE
            ),
        )

    def _checks(self) -> Iterator[Check]:
        name = self._swap.name
        yield not_published_as_a_whole(self._context.before, name)
        if self._fits != ANY_ROW:
            yield Check(condition=f"NOT EXISTS ({self._unfit})", message=self._mend)
        for columns, index in new_uniques(self._replacement):
            yield from no_duplicates(name, columns, index)

    def _keep_in_step(self) -> PlacedStep:
        return self._maker.step(
            "keep_in_step",
            phase="expand",
            rank=Rank.LATE_ADDITIONS,
            title=f"Let triggers carry every write of {self._swap.name} over",
            reason="From here on no change is missed, whatever code makes it.",
            up=in_transaction(*self._forward.start(), claim=BRIEF_WRITES_WAIT),
            down=in_transaction(*self._forward.stop(), claim=BRIEF),
        )

    def _backfill(self) -> PlacedStep:
        fill = self._forward.fill(
            self._context.helper(self._swap.name, "fill"), self._key(old=True), policy=self._context.policy
        )
        weed = self._forward.weed(
            self._context.helper(self._swap.name, "weed"), self._key(old=False), policy=self._context.policy
        )
        return self._maker.step(
            "backfill",
            phase="migrate",
            # rows that the change deletes or mends are not in the way of others then
            rank=Rank.LATE_ADDITIONS,
            title=f"Copy the rows of {self._swap.name} in batches",
            reason="Each batch locks its rows until their copies are there, and commits.",
            up=one_by_one(
                *weed.commands(),
                *fill.commands(),
                vacuum(self._swap.made),
                self._forward.compare(
                    when=self._unswapped, remedy=self._remedy("run this file again, which copies them anew")
                ),
                claim=_FILLS,
            ),
            down=one_by_one(*weed.forget(), *fill.forget(), claim=NO_TABLE),
        )

    def _remedy(self, again: str) -> str:
        if not self._refuses:
            return again
        absent = f"SELECT * FROM {self._swap.name.sql} AS source WHERE NOT EXISTS ({self._forward.counterpart})"
        rules = ", ".join(self._refuses)
        return f"{again}; those that break {rules} are not copied: mend or delete them first; this finds them: {absent}"

    def _hold(self) -> PlacedStep:
        name = self._swap.name
        return self._maker.step(
            "hold",
            phase="contract",
            rank=Rank.TABLE_NAMES,
            title=f"Hold new rows of {name} to {', '.join(self._refuses)}",
            reason="From here on a row that the new table does not take is refused, so that none stays behind.",
            up=in_transaction(
                if_exists(self._unswapped, self._as_planned, *self._forward.start(strictly=True)),
                claim=BRIEF_WRITES_WAIT,
            ),
            down=in_transaction(if_exists(self._unswapped, *self._forward.start()), claim=BRIEF_WRITES_WAIT),
        )

    def _compare(self) -> PlacedStep:
        return self._maker.step(
            "compare",
            phase="contract",
            rank=Rank.TABLE_NAMES,
            title=f"See that both tables called {self._swap.name} hold the same rows",
            reason="Both are only read.",
            up=one_by_one(
                if_exists(self._unswapped, self._as_planned),
                self._forward.compare(
                    when=self._unswapped, remedy=self._remedy("run the file of the phase before again")
                ),
                claim=Claim(lock=LockMode.ACCESS_SHARE, scans=True),
            ),
            down=NOTHING,
        )

    def _prove(self) -> PlacedStep:
        name, rule = self._swap.name, self._rule
        # a condition that is null would let the row pass
        add = add_constraint(name, rule, f"CHECK (({self._fits}) IS TRUE) NOT VALID")
        added = f"{self._unswapped} AND EXISTS ({constraint_is(name, rule)})"
        return self._maker.step(
            "prove",
            phase="contract",
            rank=Rank.TABLE_NAMES,
            title=f"Prove that every row of {name} has a place in the new one",
            reason="Validation reads it under a lock that lets reads and writes pass; no row slips in afterwards.",
            up=one_by_one(
                refuse_if_any(self._unswapped, self._unfit, self._mend),
                if_exists(self._unswapped, add),
                if_exists(added, validate(name, rule)),
                claim=BRIEF,
            ),
            down=in_transaction(drop_constraint(name, rule), claim=BRIEF),
        )

    def _change_places(self) -> PlacedStep:
        swap, forward, backward = self._swap, self._forward, self._backward
        pairs = swap.pairs()
        proved = [validate(swap.name, key.name) for key in swap.references() if key.validated]
        proved += self._proofs()
        return self._maker.step(
            "swap",
            phase="contract",
            rank=Rank.TABLE_NAMES,
            title=f"Let the two tables called {swap.name} change places",
            reason="Only names change, in one brief transaction; triggers carry writes back from then on.",
            up=in_transaction(
                if_exists(
                    self._unswapped,
                    *swap.ahead(),
                    *forward.stop(),
                    self._as_planned,
                    drop_constraint(swap.name, self._rule),
                    *(command for command, _ in pairs if command),
                    *backward.start(),
                ),
                claim=BRIEF,
            ),
            down=one_by_one(
                self._backward.compare(
                    when=self._swapped,
                    remedy="run this file again; if it still says so, the new table holds rows that the old one does "
                    "not take, which cannot go back",
                ),
                *self._rescued(),
                if_exists(
                    self._swapped,
                    *swap.ahead(),
                    *backward.stop(),
                    *self._rescue_ends(),
                    self._as_left,
                    *(command for _, command in reversed(pairs) if command),
                    *forward.start(),
                ),
                *proved,
                claim=BRIEF,
            ),
        )

    def _rescued(self) -> Iterator[str]:
        if self._rescue.columns:
            yield RESERVE_SCHEMA
            yield if_exists(self._swapped, *self._rescue.start())
        for column in self._rescue.columns:
            yield from rescue_column(self._swap.name, self._rescue.key, column)

    def _rescue_ends(self) -> tuple[str, ...]:
        return self._rescue.stop() if self._rescue.columns else ()

    def _proofs(self) -> list[str]:
        return [validate(other.name, key.name) for other, key in self._swap.referring() if key.validated]

    def _prove_references(self) -> PlacedStep:
        return self._maker.step(
            "prove_references",
            phase="contract",
            rank=Rank.TABLE_NAMES,
            title=f"Prove the foreign keys that refer to {self._swap.name}",
            reason="New rows are held to them already; validation lets reads and writes pass.",
            up=one_by_one(*self._proofs(), claim=WRITES_PASS),
            down=NOTHING,
        )

    def _stop(self) -> PlacedStep:
        swap, context = self._swap, self._context
        fill = self._backward.fill(
            context.helper(self._swap.name, "refill"),
            self._key(old=False),
            policy=context.policy,
            needed=self._swapped,
        )
        weed = self._backward.weed(
            context.helper(self._swap.name, "reweed"), self._key(old=True), policy=context.policy, needed=self._swapped
        )
        former = self._replacement.build.former if self._replacement.build else ()
        absent = f"{self._swapped} AND NOT EXISTS ({table_is(swap.aside)})"
        again = if_exists(absent, *former, *swap.given_back()) if former else ""
        title, reason = f"Leave the old table alone, as {swap.aside}", "Its rows stay until somebody drops them;"
        if former:
            title, reason = f"Drop the old table, {swap.aside}", "Archiving is switched off by policy;"
        return self._maker.step(
            "stop",
            phase="contract",
            rank=Rank.TABLE_NAMES,
            title=title,
            reason=f"{reason} the way back fetches what was written since.",
            up=in_transaction(
                if_exists(self._swapped, *self._backward.stop(), *self._rescue_ends(), *swap.woken()),
                f"DROP TABLE IF EXISTS {swap.aside.sql}" if former else "",
                RELEASE_SCHEMA if former else "",
                claim=BRIEF,
            ),
            down=one_by_one(
                if_exists(self._swapped, self._as_left),
                RESERVE_SCHEMA,
                again,
                if_exists(
                    self._swapped,
                    *([MAKE_RESCUED] if self._backward.is_shared else []),
                    *swap.asleep(),
                    *self._backward.start(rescuing=self._backward.is_shared),
                ),
                *weed.commands(),
                *fill.commands(),
                claim=BRIEF_WRITES_WAIT,
            ),
        )

    def _key(self, *, old: bool) -> tuple[Column, ...]:
        shapes = self._replacement.shapes
        return key_columns(shapes.before, shapes.old[0]) if old else key_columns(shapes.after, shapes.new[0])


def _refusing(replacement: Replacement) -> Iterator[str]:
    """What the new table refuses and the old one takes, as SQL, rows without a place apart."""
    for _, index in new_uniques(replacement):
        yield identifier(index.name)
    if replacement.rebuilt is not None:
        yield from (identifier(constraint.name) for constraint in replacement.rebuilt.exclusions)
