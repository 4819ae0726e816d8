"""Telling subscribers that the graph changed, whichever process wrote: while there are any, we look at the store."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import anyio.to_thread
from mcp.server.connection import Connection
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.subscriptions import InMemorySubscriptionBus, ResourceUpdated, ServerEvent

from knowledge.errors import KnowledgeError
from knowledge.store import Store

GRAPH = "memory://knowledge-graph"
_PERIOD_S = 0.5
_ASKING = {"subscriptions/listen", "resources/subscribe"}


class Watch:
    """Those who listen, in both eras of the protocol: streams of ``subscriptions/listen`` and older sessions.

    It is the ``SubscriptionBus`` of an ``MCPServer``, and a middleware of it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._bus = InMemorySubscriptionBus()
        self._streams = 0
        self._sessions: dict[int, Connection] = {}
        self._somebody = anyio.Event()
        self._token = ""

    async def publish(self, event: ServerEvent) -> None:
        """Deliver an event to every stream."""
        await self._bus.publish(event)

    def subscribe(self, listener: Callable[[ServerEvent], None]) -> Callable[[], None]:
        """Add a stream; the result takes it away again."""
        remove = self._bus.subscribe(listener)
        self._streams += 1
        self._somebody.set()

        def unsubscribe() -> None:
            remove()
            self._streams -= 1

        return unsubscribe

    def add(self, session: Connection) -> None:
        """Add a session of the handshake era, until it ends or is removed."""
        if id(session) not in self._sessions:
            self._sessions[id(session)] = session
            session.exit_stack.callback(self.remove, session)
        self._somebody.set()

    def remove(self, session: Connection) -> None:
        """Take a session away; one that is not there is ignored."""
        self._sessions.pop(id(session), None)

    async def __call__(self, ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        """See what state the first subscriber knows before it is told that it is subscribed."""
        if ctx.method in _ASKING and not self._listeners:
            self._token = await self._look()
        return await call_next(ctx)

    @asynccontextmanager
    async def watching(self, _: object) -> AsyncIterator[None]:
        """Watch while a server runs."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._watch)
            yield
            tasks.cancel_scope.cancel()

    @property
    def _listeners(self) -> int:
        return self._streams + len(self._sessions)

    async def _watch(self) -> None:
        while True:
            await self._somebody.wait()
            while self._listeners:
                await anyio.sleep(_PERIOD_S)
                token = await self._look()
                if token and token != self._token:
                    self._token = token
                    await self._tell()
            self._somebody = anyio.Event()

    async def _tell(self) -> None:
        await self._bus.publish(ResourceUpdated(uri=GRAPH))
        for session in list(self._sessions.values()):
            await session.send_resource_updated(GRAPH)

    async def _look(self) -> str:
        try:
            return await anyio.to_thread.run_sync(self._store.change_token)
        except KnowledgeError:
            # Whoever reads next is told what is wrong; the watch goes on and sees when it is over.
            return ""
