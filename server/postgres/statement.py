"""One statement of somebody else's SQL, run for its effect."""

import psycopg
from psycopg.rows import TupleRow

_CHUNK_ROWS = 1_000


async def run_statement(session: psycopg.AsyncConnection[TupleRow], statement: str) -> None:
    """Run exactly one statement and throw its rows away.

    The extended protocol refuses two statements in one text. Rows are streamed, because those of a single SELECT can
    fill our memory.

    Raises:
        psycopg.Error: It failed.
    """
    try:
        async for _ in session.cursor().stream(statement.encode(), size=_CHUNK_ROWS):
            pass
    except psycopg.ProgrammingError as error:
        # Without a code it is the driver's own: the statement ran, and returns no rows to stream.
        if error.sqlstate is not None:
            raise
