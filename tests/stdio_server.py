"""A server over stdio, spoken to in bare JSON-RPC lines: what no client library has smoothed."""

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PATIENCE_S = 120
CLIENT = {"name": "script", "version": "1.2"}


class Stdio:
    """One session of the handshake era."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._last = 0
        threading.Thread(target=self._listen, daemon=True).start()
        hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": CLIENT}
        self.server: dict[str, Any] = self.request("initialize", hello)["result"]
        self.write({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def request(self, method: str, params: Any = None) -> dict[str, Any]:
        """The whole reply to a request; notifications before it are passed over."""
        identity = self.send(method, params)
        while True:
            reply = self.receive()
            if reply.get("id") == identity:
                return reply

    def send(self, method: str, params: Any = None) -> int:
        """Send a request without waiting; its number."""
        self._last += 1
        given = {} if params is None else {"params": params}
        self.write({"jsonrpc": "2.0", "id": self._last, "method": method, **given})
        return self._last

    def call(self, tool: str, arguments: Any = None) -> dict[str, Any]:
        """The whole reply to a call of a tool."""
        return self.request("tools/call", self.asked(tool, arguments))

    @staticmethod
    def asked(tool: str, arguments: Any = None) -> dict[str, Any]:
        """The parameters of a call."""
        return {"name": tool, **({} if arguments is None else {"arguments": arguments})}

    def receive(self) -> dict[str, Any]:
        """The next message, whatever it is."""
        line = self._lines.get(timeout=_PATIENCE_S)
        if not line:
            raise EOFError("the server has ended")
        message: dict[str, Any] = json.loads(line)
        return message

    def write(self, message: dict[str, Any]) -> None:
        """Send one message."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(b"")


@contextmanager
def serving(command: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> Iterator[Stdio]:
    """A session with a new process; it must end by itself when the session does."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Stdio(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=_PATIENCE_S) == 0
    finally:
        process.kill()
        process.wait()
