"""One statement of somebody else's SQL, run for its effect."""

import psycopg
from psycopg.rows import TupleRow


async def execute(session: psycopg.AsyncConnection[TupleRow], statement: str) -> None:
    """Run exactly one statement and throw its rows away.

    The extended protocol refuses two statements in one text. Rows are streamed one by one, because those of a single
    SELECT can fill our memory, and each may have a gigabyte. How long it may take is the shadow's guard to say.

    Raises:
        psycopg.Error: It failed, or was ended.
    """
    try:
        async for _ in session.cursor().stream(statement.encode(), size=1):
            pass
    except psycopg.ProgrammingError as error:
        # Without a code it is the driver's own: the statement ran, and returns no rows to stream.
        if error.sqlstate is not None:
            raise
