"""The steps by which a column of another type takes the place of one in use, and gives it back."""

from dataclasses import replace

from server.model.names import QualifiedName, identifier, literal
from server.model.plan import Check, Script
from server.plan.column_swap import ColumnSwap
from server.plan.context import Context
from server.plan.ddl import (
    RELEASE_SCHEMA,
    RESERVE_SCHEMA,
    add_constraint,
    alter,
    column_is,
    constraint_is,
    create_index,
    drop_constraint,
    drop_index,
    drop_invalid_index,
    if_exists,
    one_statement,
    validate,
)
from server.plan.filling import Filling, asks_once
from server.plan.fragment import NOTHING, Fragment, PlacedStep, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import column_order
from server.plan.hazards.data import conversion_fails
from server.plan.hazards.locks import lock_queue, one_long_transaction, rewrite_under_lock
from server.plan.old_column import remove_old_column, without_old_value
from server.plan.partitions import INDEX_ALONE, INDEX_ATTACHED
from server.plan.remade_views import NO_VIEWS, RemadeViews
from server.plan.rules import BRIEF, BRIEF_WRITES_WAIT, WRITES_PASS, index_is_valid, no_duplicates
from server.plan.trigger_effects import trigger_effects
from server.plan.twins import IndexTwin
from server.plan.vacancy import column_is_new_or_in_step


def replace_column(context: Context, maker: StepMaker, swap: ColumnSwap, views: RemadeViews) -> Fragment:
    """Steps that add the new column, fill it, let it take over by name, with the views, and drop the old one."""
    return (
        build_new_column(context, maker, swap)
        + Fragment(steps=(swap_step(context, maker, (swap,), views),))
        + remove_old_column(context, maker, swap)
    )


def build_new_column(context: Context, maker: StepMaker, swap: ColumnSwap) -> Fragment:
    """All steps up to the swap, with what the reader must know of the whole."""
    table = swap.table
    hazards = [
        lock_queue(table.name.sql, context.policy.lock_timeout_ms),
        rewrite_under_lock(table.name.sql, f"ALTER COLUMN {swap.own} TYPE {swap.after.type}"),
        one_long_transaction(table.name.sql),
        column_order(table.name.sql, swap.own),
    ]
    if not swap.widens and swap.types is None:
        hazards.append(conversion_fails(maker.object, swap.expression))
    steps = (
        _add(maker, swap),
        _backfill(context, maker, swap),
        *_twins(maker, swap),
        *_last_look(maker, swap),
        *_unique_twins(maker, swap),
        *_keys(maker, swap),
    )
    vacant = (column_is_new_or_in_step(table.name, swap.new, swap.forward),)
    return Fragment(steps=steps, hazards=tuple(hazards), vacant=vacant) + trigger_effects(
        context, table, swap.before.name
    )


def _add(maker: StepMaker, swap: ColumnSwap) -> PlacedStep:
    table = swap.table.name
    return maker.step(
        "add",
        phase="expand",
        title=f"Add a column of type {swap.after.type} beside {maker.object}, kept in step by a trigger",
        reason="From here on every write fills both, whatever code writes it.",
        up=in_transaction(RESERVE_SCHEMA, *swap.add_column(table), claim=BRIEF),
        down=in_transaction(
            *swap.drop_triggers(swap.forward, table),
            alter(table, f"DROP COLUMN IF EXISTS {identifier(swap.new)}"),
            RELEASE_SCHEMA,
            claim=BRIEF,
        ),
    )


def _backfill(context: Context, maker: StepMaker, swap: ColumnSwap) -> PlacedStep:
    table, new = swap.table.name, identifier(swap.new)
    # where a value may have no label, the trigger sets it: it knows what to do then
    value = "" if swap.types is not None else swap.expression
    # an expression that only the trigger reads is read here before any row needs it
    tried = (f"UPDATE {table.sql} SET {new} = {swap.expression} WHERE false",) if swap.types is not None else ()
    filling = Filling(
        path=f"the new column of {maker.object}",
        name=context.helper(swap.table.name, swap.before.name, "fill"),
        table=table,
        # by pages: what others write meanwhile is filled by the trigger, wherever the row goes
        key=(),
        column=swap.new,
        value=value,
        policy=context.policy,
        portions=context.portions(swap.table),
        tried=tried,
        asked_once=asks_once(value, context.before, context.after),
        left="" if swap.types is not None else swap.unfilled,
    )
    return maker.filling(filling, title=f"Fill {filling.path}", reason="In batches of pages, each of which commits.")


def _twins(maker: StepMaker, swap: ColumnSwap) -> list[PlacedStep]:
    table, new = swap.table.name, identifier(swap.new)
    steps = [
        step
        for twin in swap.indexes
        if twin.after is not None
        for step in (_partitioned_twin if twin.is_partitioned else _twin)(maker, swap, twin)
    ]
    rules = [(twin.made, swap.check(constraint, swap.new)) for _, constraint, twin in swap.checks]
    if swap.after.not_null and swap.types is None:
        rules.append((swap.not_null, f"CHECK ({new} IS NOT NULL)"))
    for name, definition in rules:
        steps.append(
            maker.step(
                f"check:{name}",
                phase="migrate",
                rank=Rank.LATE_ADDITIONS,
                title=f"Hold the new column of {maker.object} to {definition}",
                reason="Added without reading the rows, then proved while reads and writes go on.",
                up=one_by_one(
                    add_constraint(table, name, f"{definition} NOT VALID"), validate(table, name), claim=BRIEF
                ),
                down=in_transaction(drop_constraint(table, name), claim=BRIEF),
            )
        )
    return steps


def _twin(maker: StepMaker, swap: ColumnSwap, twin: IndexTwin) -> list[PlacedStep]:
    return [
        maker.step(
            f"index:{twin.before.name}",
            phase="migrate",
            rank=Rank.LATE_ADDITIONS,
            title=f"Build the like of index {identifier(twin.before.name)} on the new column, concurrently",
            reason="It must be there when the new column takes over.",
            up=one_by_one(*twin.built(swap.over_new), claim=WRITES_PASS),
            down=one_by_one(*twin.drop_built(), claim=WRITES_PASS),
        )
    ]


def _partitioned_twin(maker: StepMaker, swap: ColumnSwap, twin: IndexTwin) -> list[PlacedStep]:
    name = identifier(twin.before.name)
    return [
        maker.step(
            f"index:{twin.before.name}:alone",
            phase="migrate",
            rank=Rank.LATE_ADDITIONS,
            title=f"Create the like of index {name} on the new column of the partitioned table alone",
            reason="Without its partitions nothing is built, so that writes wait for a moment only.",
            up=in_transaction(*twin.alone(swap.over_new), claim=INDEX_ALONE),
            down=NOTHING,
        ),
        maker.step(
            f"index:{twin.before.name}:build",
            phase="migrate",
            rank=Rank.LATE_ADDITIONS,
            title=f"Build the like of index {name} in each partition concurrently",
            reason="PostgreSQL builds none concurrently for the whole table.",
            up=one_by_one(*twin.built(swap.over_new), claim=WRITES_PASS),
            down=one_by_one(*twin.drop_built(), claim=WRITES_PASS),
        ),
        maker.step(
            f"index:{twin.before.name}:attach",
            phase="migrate",
            rank=Rank.LATE_ADDITIONS,
            title=f"Attach those of the partitions to the like of index {name}",
            reason="It is valid once every partition has its own, and must be there when the new column takes over.",
            up=replace(in_transaction(*twin.attached(), claim=INDEX_ATTACHED), after=(_complete(swap, twin),)),
            down=in_transaction(twin.drop_attached(), claim=BRIEF),
        ),
    ]


def _complete(swap: ColumnSwap, twin: IndexTwin) -> Check:
    """That no partition made since the plan lacks its part of the index."""
    made = QualifiedName(schema=swap.table.name.schema, name=twin.made)
    message = (
        f"index {made} is not valid, as a partition that is newer than this plan lacks its part: run CREATE INDEX "
        f"CONCURRENTLY part ON partition {swap.over_new(twin.becomes)}, then ALTER INDEX {made} ATTACH PARTITION part, "
        "then this file again"
    )
    return replace(index_is_valid(made.schema, made.name), message=message)


def _last_look(maker: StepMaker, swap: ColumnSwap) -> list[PlacedStep]:
    """Where values without a label passed until now: an end of that, and a look whether there are any."""
    if swap.types is None:
        return []
    table, new = swap.table.name, identifier(swap.new)
    message = literal(f"rows of {table} hold values in {swap.own} that {swap.types.after.name} does not take")
    refusal = f"IF EXISTS ({swap.unfilled}) THEN\n            RAISE EXCEPTION '%', {message};\n        END IF"
    commands = [
        # the trigger is made anew under a lock that waits for whoever writes by the old one
        if_exists(column_is(table, swap.new), *swap.keep_new_in_step(table, strict=True)),
        if_exists(column_is(table, swap.new), refusal),
    ]
    if swap.after.not_null:
        rule = add_constraint(table, swap.not_null, f"CHECK ({new} IS NOT NULL) NOT VALID")
        commands.append(if_exists(column_is(table, swap.new), rule))
        commands.append(if_exists(constraint_is(table, swap.not_null), validate(table, swap.not_null)))
    step = maker.step(
        "last_look",
        phase="contract",
        rank=Rank.COLUMN_NAMES,
        title=f"Refuse what {maker.object} cannot hold in its new type, and look whether a row holds it",
        reason="Until now such values only left the new column null, so that old code could go on writing them.",
        up=one_by_one(*commands, claim=BRIEF if swap.after.not_null else BRIEF_WRITES_WAIT),
        down=in_transaction(
            drop_constraint(table, swap.not_null) if swap.after.not_null else "",
            if_exists(column_is(table, swap.new), *swap.keep_new_in_step(table)),
            claim=BRIEF if swap.after.not_null else BRIEF_WRITES_WAIT,
        ),
    )
    return [replace(step, step=replace(step.step, up=replace(step.step.up, before=swap.before_last_look)))]


def _unique_twins(maker: StepMaker, swap: ColumnSwap) -> list[PlacedStep]:
    table, steps = swap.table.name, []
    for constraint, index, twin in swap.uniques:
        build = create_index(index, table, name=twin.made, tail=swap.tail(index, swap.new), concurrently=True)
        columns = tuple(swap.new if number == swap.before.number else "" for number in index.columns)
        steps.append(
            maker.step(
                f"unique:{constraint.name}",
                phase="contract",
                rank=Rank.COLUMN_NAMES,
                title=f"Build the index of {identifier(constraint.name)} on the new column, concurrently",
                reason="Two values that differ in the old type may agree in the new one: this is where it shows.",
                up=Script(
                    commands=(drop_invalid_index(table.schema, twin.made), build),
                    transactional=False,
                    claim=WRITES_PASS,
                    before=no_duplicates(table, columns, index) if len(columns) == 1 else (),
                    # after the swap, which is the next step, its column has another name
                    once=True,
                ),
                down=one_by_one(drop_index(table.schema, twin.made, concurrently=True), claim=WRITES_PASS),
            )
        )
    return steps


def _keys(maker: StepMaker, swap: ColumnSwap) -> list[PlacedStep]:
    keys, table, steps = swap.keys, swap.table.name, []
    if keys.primary is not None:
        steps.append(
            maker.step(
                "primary_key",
                phase="contract",
                rank=Rank.COLUMN_NAMES,
                title=f"Build the index of {identifier(keys.primary.name)} on the new column, concurrently",
                reason="The primary key changes over to it when the new column takes over.",
                up=Script(
                    commands=keys.build(keys.made, swap.key_tail(swap.new)),
                    transactional=False,
                    claim=WRITES_PASS,
                    once=True,
                ),
                down=one_by_one(drop_index(table.schema, keys.made, concurrently=True), claim=WRITES_PASS),
            )
        )
    if keys.foreign:
        names = ", ".join(f"{identifier(key.constraint.name)} of {key.owner}" for key in keys.foreign)
        steps.append(
            maker.step(
                "foreign_keys",
                phase="contract",
                rank=Rank.COLUMN_NAMES,
                title=f"Let the new column have foreign keys like {names}",
                reason="Added without reading the rows, then proved while reads and writes go on.",
                up=replace(one_by_one(*keys.refer(back=False), claim=BRIEF_WRITES_WAIT), once=True),
                down=in_transaction(*keys.forget(), claim=BRIEF),
            )
        )
    return steps


def swap_step(
    context: Context, maker: StepMaker, swaps: tuple[ColumnSwap, ...], views: RemadeViews = NO_VIEWS
) -> PlacedStep:
    """The columns take over in one transaction, and with them the type they have, if that is new, and the views."""
    first, types = swaps[0], next((swap.types for swap in swaps if swap.types is not None), None)
    take, give_back = (types.take(), types.give_back()) if types is not None else ((), ())
    up = [command for swap in swaps for command in swap.drop_triggers(swap.forward, swap.table.name)]
    up += [*views.go(back=False), *take]
    up += [command for swap in swaps for command in (*swap.swap(), *swap.keep_old_in_step())]
    up += views.come(back=False)
    down = [command for swap in swaps for command in swap.drop_triggers(swap.backward, swap.table.name)]
    down += [*views.go(back=True), *give_back, *(command for swap in swaps for command in swap.swap_back())]
    down += [command for swap in swaps for command in swap.keep_new_in_step(swap.table.name)]
    down += views.come(back=True)
    return maker.step(
        "swap",
        phase="contract",
        rank=Rank.COLUMN_NAMES,
        title=f"Let the new column take over the name {maker.object}"
        if types is None
        else f"Let the new columns and their type take over the names of those of {maker.object}",
        reason="Only names change: columns, constraints and indexes change places in one transaction.",
        # run again after it was done, it would put the new column away
        up=in_transaction(if_exists(column_is(first.table.name, first.new), *up), claim=BRIEF),
        down=Script(
            commands=(*(command for swap in swaps for command in _proved(swap)), one_statement(*down)),
            transactional=False,
            claim=BRIEF,
            before=tuple(_fits_back(context, swap) for swap in swaps),
            # the steps undone before it look for the old column under the name it gives up
            once=True,
        ),
    )


def _proved(swap: ColumnSwap) -> tuple[str, ...]:
    """What the way back needs to have proved or built of the old column, and of the new one, before it is brief."""
    table, old, commands = swap.table.name, identifier(swap.old), list[str]()
    if swap.before.not_null:
        rule = add_constraint(table, swap.old_not_null, f"CHECK ({old} IS NOT NULL) NOT VALID")
        commands += [rule, validate(table, swap.old_not_null)]
    if swap.after.not_null:
        again = add_constraint(table, swap.not_null, f"CHECK ({swap.own} IS NOT NULL) NOT VALID")
        commands += [again, validate(table, swap.not_null)]
    commands += swap.keys.build(swap.keys.kept, swap.key_tail(swap.old))
    return (*commands, *swap.keys.refer(back=True))


def _fits_back(context: Context, swap: ColumnSwap) -> Check:
    table = swap.table.name
    wanted = swap.before.type if swap.types is None else swap.types.before.name
    message = f"rows of {table} hold values in {swap.own} that {wanted} does not take: change them first"
    return without_old_value(context, swap).check(message)
