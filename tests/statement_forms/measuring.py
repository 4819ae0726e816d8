"""Each form run on a copy of its schema, and watched as a change is."""

import contextlib
from collections.abc import Callable, Sequence

import anyio
import psycopg

from server.model.catalog import Catalog
from server.model.fingerprint import object_hashes, object_names
from server.postgres.observation import run_alone
from server.postgres.shadow import Shadow
from server.postgres.statement import execute
from server.postgres.template import Template
from server.postgres.trace import Trace, invalid_indexes
from server.postgres.watching import Watch
from tests.postgres_majors import folder_of
from tests.statement_forms.forms import Form, Kind
from tests.statement_forms.seen import BySeen, Seen

_AT_ONCE = 3

Told = Callable[[str, Form, Seen, Trace | None], None]
"""Called with the kind, the form, what was seen, and the trace of what was not refused."""


async def measured(major: int, kinds: Sequence[Kind], told: Told | None = None) -> BySeen:
    """Everything that is seen of the forms on a server of that major.

    Args:
        major: 15 or 18.
        kinds: With the forms to measure; those that are newer than the server are left out.
        told: Called with each as soon as it is known, in no order.
    """
    found: dict[tuple[str, str], Seen] = {}
    limit = anyio.CapacityLimiter(_AT_ONCE)
    async with Shadow(folder_of(major)) as shadow, anyio.create_task_group() as group:

        async def see(kind: Kind, template: Template, form: Form) -> None:
            async with limit:
                seen, trace = await _see(shadow, template, form)
            found[kind.name, form.name] = seen
            if told is not None:
                told(kind.name, form, seen, trace)

        for kind in kinds:
            template = await shadow.template(kind.schema)
            for form in (each for each in kind.forms if each.since <= major):
                group.start_soon(see, kind, template, form)
    return {
        kind.name: {form.name: found[kind.name, form.name] for form in kind.forms if form.since <= major}
        for kind in kinds
    }


async def _see(shadow: Shadow, template: Template, form: Form) -> tuple[Seen, Trace | None]:
    async with shadow.clone(template) as clone:
        session, admin = await clone.connect(), await clone.connect_admin()
        before = await clone.original(admin)
        for statement in form.setup:
            await execute(session, statement)
        if form.failed:
            with contextlib.suppress(psycopg.Error):
                await execute(session, form.failed)
        if form.setup or form.failed:
            before = await clone.catalog(admin)
        try:
            trace = await run_alone(session, Watch(clone.connect), form.statement)
        except psycopg.Error as error:
            left = await invalid_indexes(session)
            return Seen(refused=error.sqlstate or "", invalid=tuple(sorted(left.values()))), None
        return _told(trace, before, await clone.catalog(admin)), trace


def _told(trace: Trace, before: Catalog, after: Catalog) -> Seen:
    return Seen(
        alone=trace.outside_transaction,
        locks={name: mode.label for name, mode in sorted(trace.locks.items()) if name not in trace.glimpsed},
        other_locks={name: mode.label for name, mode in sorted(trace.other_locks.items())},
        rewrites=tuple(sorted(trace.rewritten)),
        rewrites_toast=tuple(sorted(trace.rewritten_toast)),
        rebuilds=tuple(sorted(trace.rebuilt)),
        builds=tuple(sorted(trace.built)),
        scans=tuple(sorted(trace.scanned)),
        reads=dict(sorted(trace.rows_read.items())),
        writes=dict(sorted(trace.rows_written.items())),
        waits_for=tuple(sorted(trace.waits_for)),
        invalid=tuple(sorted(trace.invalid)),
        **_objects(before, after),
    )


def _objects(before: Catalog, after: Catalog) -> dict[str, tuple[str, ...]]:
    """Readable names of the objects that were made, changed and dropped; what has another name is changed."""
    was, now = object_names(before), object_names(after)
    hashes, later = object_hashes(before), object_hashes(after)
    stayed = {name: now[key] for key, name in was.items() if key in now}
    # PostgreSQL makes some objects again, as the indexes of a column whose type changes.
    again = {name: name for name in hashes.keys() & later.keys()}
    kept = again | stayed
    return {
        "makes": tuple(sorted(later.keys() - set(kept.values()))),
        "changes": tuple(
            sorted(name for name, called in kept.items() if name != called or hashes[name] != later[called])
        ),
        "drops": tuple(sorted(hashes.keys() - kept.keys())),
    }
