"""Two databases, or a database and its files, compared on one shadow."""

from collections.abc import Sequence

from server.configuration import resolve_database
from server.desired import Way, way_towards
from server.diff.drift import comparable, differing_orders, find_drift, left_out, matching, page_of
from server.errors import ChangeError
from server.model.catalog import Catalog
from server.model.drift import Drift
from server.model.fingerprint import fingerprint
from server.model.target import Target
from server.postgres.shadow import Shadow
from server.sources import Source, dotted, loaded, owned_alike, source_of
from server.study import Progress, Services


async def compare_schemas(
    services: Services,
    *,
    database: str,
    compare_to: str,
    pattern: str,
    limit: int,
    cursor: str,
    progress: Progress,
) -> Drift:
    """What differs between a database and another one, or schema files; both are only read.

    Raises:
        InvalidArgument: The cursor or a database is none.
        UnknownDatabase: One of them is neither configured nor a path of SQL in the project.
        SchemaRejected: One of them does not load.
    """
    settings = [resolve_database(services.configuration, name) for name in (database, compare_to)]
    await progress(0.1, f"reading the schema of {settings[0].name}")
    here = await source_of(services.configuration, settings[0])
    await progress(0.3, f"reading the schema of {settings[1].name}")
    there = await source_of(services.configuration, settings[1])
    shadow = await _common_shadow(services, (here, there))
    await progress(0.5, "comparing")
    templates = [await loaded(services.configuration, shadow, source) for source in (here, there)]
    templates = [await owned_alike(shadow, *templates), await owned_alike(shadow, *reversed(templates))]
    catalogs = [await shadow.catalog(template) for template in templates]
    omitted: tuple[str, ...] = ()
    seen = _all_of
    if (here.facts is None) != (there.facts is None):
        omitted, seen = left_out(*catalogs), comparable
        catalogs = [comparable(catalog) for catalog in catalogs]
    one, other = catalogs
    number = await shadow.version()
    targets = [_target(source, catalog, number) for source, catalog in zip((here, there), catalogs, strict=True)]
    equal = targets[0].fingerprint == targets[1].fingerprint
    shown = matching(() if equal else find_drift(one, other), pattern)
    page, next_cursor = page_of(shown, limit=limit, cursor=cursor)
    way, reason = Way(), ""
    if not equal and not cursor:
        await progress(0.7, "writing the SQL from one to the other")
        try:
            way = await way_towards(shadow, templates[0], other, decisions={}, seen=seen)
        except ChangeError as error:
            reason = str(error)
    return Drift(
        target=targets[0],
        other=targets[1],
        equal=equal,
        objects=page,
        only_here=sum(each.only == "here" for each in shown),
        only_there=sum(each.only == "there" for each in shown),
        both=sum(each.only is None for each in shown),
        next_cursor=next_cursor,
        column_order=() if cursor else differing_orders(one, other),
        renames=way.asked,
        statements=way.statements,
        no_statements=reason,
        not_compared=(*omitted, *dict.fromkeys(name for catalog in catalogs for name in catalog.not_covered)),
    )


def _all_of(catalog: Catalog) -> Catalog:
    return catalog


async def _common_shadow(services: Services, sources: Sequence[Source]) -> Shadow:
    """Of the newest major among the live databases, since what is older loads there too."""
    majors = [source.facts.server_version // 10000 for source in sources if source.facts is not None]
    return await services.shadow.of_major(max(majors)) if majors else services.shadow


def _target(source: Source, catalog: Catalog, shadow_version: int) -> Target:
    return Target(
        database=source.settings.name,
        version=source.facts.version if source.facts else dotted(shadow_version),
        environment=source.environment,
        fingerprint=fingerprint(catalog),
        source=source.told,
    )
