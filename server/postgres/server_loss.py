"""Tells the end of a shadow's server, which a new one makes good, from what a statement did."""

from collections.abc import Iterator

import anyio
import psycopg

from server.errors import ShadowError
from server.postgres.roles import Session
from server.postgres.shadow_server import ShadowServer

_END_SECONDS = 0.2
_OF_A_CRASH = (psycopg.errors.CrashShutdown, psycopg.errors.CannotConnectNow)
_OF_AN_END = (None, "57P01")
"""No answer, and a session that was told to end: by whoever ended it, or since its server is gone."""
ENDED = "the disposable PostgreSQL ended during the call, killed or short of memory; call again"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it comes from."""
    if error is not None:
        yield error
        for cause in error.exceptions if isinstance(error, BaseExceptionGroup) else (error.__cause__,):
            yield from _causes(cause)


async def is_lost(server: ShadowServer, admin: Session, error: BaseException) -> bool:
    """Whether it comes from the end of the whole server, or of all sessions because one process was lost."""
    causes = list(_causes(error))
    if any(isinstance(each, _OF_A_CRASH) for each in causes):
        return True
    if any(isinstance(each, psycopg.OperationalError) and each.sqlstate in _OF_AN_END for each in causes):
        # A process that ends lets go of its sessions, and of what they see it by, before it is seen to have ended.
        with anyio.move_on_after(_END_SECONDS):
            while server.alive:
                await anyio.sleep(0.001)
        return not server.alive or not await answers(admin)
    return not server.alive


async def answers(session: Session) -> bool:
    """Whether the session can be used."""
    try:
        await session.execute("SELECT")
    except psycopg.Error:
        return False
    return True


def refusal(error: psycopg.Error) -> ShadowError:
    """What a caller is told of an error in work of our own."""
    reason = error.diag.message_primary or "the connection is lost"
    return ShadowError(f"the shadow does not do its work: {reason}; call again")
