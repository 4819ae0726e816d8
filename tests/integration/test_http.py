"""Both servers over HTTP, as a page in a browser of the same machine would reach them."""

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "page", "version": "1"}},
}


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(params=[("migration-planner", "serve", "--http"), ("kg-memory", "--http")], ids=["planner", "memory"])
def port(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port one of the servers listens on."""
    monkeypatch.setenv("KG_STORE", f"sqlite:///{tmp_path}/graph.sqlite")
    name, *options = request.param
    number = free_port()
    command = [str(Path(sys.executable).with_name(name)), *options, "--port", str(number)]
    server = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(number, server)
        yield number
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Return once the server listens."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.05)
    pytest.fail("the server does not listen")


def status(port: int, **headers: str) -> int:
    """HTTP status of a first request with these headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    sent = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
    connection.request("POST", "/mcp", json.dumps(INITIALIZE), sent)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_only_pages_of_this_machine_reach_a_server(port: int) -> None:
    """A page may point its own name at 127.0.0.1; its requests then carry that name as Host, or its own as Origin."""
    assert status(port) == 200
    assert status(port, Host=f"localhost:{port}", Origin=f"http://localhost:{port}") == 200
    assert status(port, Host=f"evil.example:{port}") == 421
    assert status(port, Origin="https://evil.example") == 403


def test_a_server_listens_on_loopback_only(port: int) -> None:
    """There is no token: whoever reaches the port may read schemas and write plans."""
    addresses = {found[4][0] for found in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)}
    for address in addresses:
        if not str(address).startswith("127."):
            with socket.socket() as probe:
                assert probe.connect_ex((str(address), port)) != 0
