"""Messages with half of a surrogate pair, which JavaScript clients send when they cut a text within an emoji."""

import contextvars
import json
from types import TracebackType
from typing import Protocol, Self

import anyio
from mcp.shared.message import SessionMessage
from mcp.types import jsonrpc_message_adapter
from pydantic import ValidationError

Item = SessionMessage | Exception


class Messages(Protocol):
    """What a transport hands over: messages, and in their place what was wrong with one."""

    async def receive(self) -> Item:
        """The next one; ``EndOfStream`` when the client has left."""

    async def aclose(self) -> None:
        """Take no more."""


class WholeCharacters:
    """The same messages with U+FFFD for each such half; as they come, the SDK drops them, and never answers."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    @property
    def last_context(self) -> contextvars.Context | None:
        """What the SDK asks of a stream for its tracing."""
        return getattr(self._messages, "last_context", None)

    async def receive(self) -> Item:
        """The next message."""
        return _whole(await self._messages.receive())

    async def aclose(self) -> None:
        """Take no more."""
        await self._messages.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _whole(item: Item) -> Item:
    if not isinstance(item, ValidationError):
        return item
    try:
        # It repeats as "input" the line that it could not read.
        text = json.dumps(json.loads(item.errors()[0]["input"]), ensure_ascii=False)
        repaired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return SessionMessage(jsonrpc_message_adapter.validate_json(repaired, by_name=False))
    except (ValueError, TypeError, RecursionError):
        return item
