"""One of our servers over HTTP, as a process of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def serving_http(home: Path, command: str, *arguments: str) -> Iterator[str]:
    """The address of a server whose graph lies in ``home``."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name(command)
    environment = {**os.environ, "KG_STORE": f"sqlite:///{home / 'graph.sqlite'}"}
    process = subprocess.Popen([program, *arguments, "--http", "--port", str(port)], cwd=home, env=environment)
    try:
        _wait_until_listening(process, port)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_listening(process: subprocess.Popen[bytes], port: int) -> None:
    """Return as soon as the port answers; fail when the server ends or takes half a minute."""
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            try:
                pytest.fail(f"the server ended with code {process.wait(timeout=0.05)}")
            except subprocess.TimeoutExpired:
                continue
        return
    pytest.fail("the server does not listen")
