"""Reads a schema together with what use has made of it."""

from dataclasses import replace
from typing import Any

from psycopg import AsyncConnection

from server.model.catalog import Catalog
from server.postgres.catalog import read_all
from server.postgres.catalog_session import settled


async def read_measured(connection: AsyncConnection[Any]) -> Catalog:
    """The schema as ``read_catalog`` gives it, with sizes, rows estimated, scans and last values as they are now."""
    async with settled(connection) as ahead:
        asked = await ahead.ask(["measures"])
        measures = (await asked.answers())["measures"].rows
        catalog = await read_all(ahead)
    tables, indexes, sequences = dict(catalog.tables), dict(catalog.indexes), dict(catalog.sequences)
    for oid, rows_estimate, size_bytes, scans, last_value in measures:
        if table := tables.get(oid):
            tables[oid] = replace(table, rows_estimate=rows_estimate, size_bytes=size_bytes)
        elif index := indexes.get(oid):
            indexes[oid] = replace(index, scans=scans, size_bytes=size_bytes)
        elif sequence := sequences.get(oid):
            sequences[oid] = replace(sequence, last_value=last_value)
    return replace(catalog, tables=tables, indexes=indexes, sequences=sequences)
