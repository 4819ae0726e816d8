"""The page's server: this machine only, reading only, and only for whom was given its address."""

import json
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.errors import InvalidCursor, KnowledgeError, PortTaken
from knowledge.model import Direction
from knowledge.page import views
from knowledge.page.answers import Answer
from knowledge.page.document import build_document
from knowledge.store import Store

_HOST = "127.0.0.1"
_LONGEST_ADDRESS = 64 * 1024
"""Bytes of a request's head: a name of 2,000 characters, each written as twelve."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The address holds the token.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def serve_page(store: Store, *, label: str, port: int = 0, announce: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        label: What the page calls the store; no secret in it.
        port: 0 takes any that is free.
        announce: Is told the page's address once it can be opened.

    Raises:
        PortTaken: Another program listens there.
    """
    # Named as TCP, or asyncio would not switch Nagle's algorithm off, and each answer would wait 40 ms.
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        # Else a port stays taken for a minute after the page was closed.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((_HOST, port))
        except OSError as error:
            raise PortTaken(port=port, reason=str(error.strerror)) from error
        listening.listen()
        port = listening.getsockname()[1]
        token = secrets.token_urlsafe(16)
        announce(f"http://{_HOST}:{port}/{token}/")
        config = uvicorn.Config(
            build_app(store, label=label, token=token, port=port),
            log_level="error",
            access_log=False,
            lifespan="off",
            ws="none",
            proxy_headers=False,
            server_header=False,
            h11_max_incomplete_event_size=_LONGEST_ADDRESS,
            timeout_graceful_shutdown=2,
        )
        # Interrupting it is how it ends.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def build_app(store: Store, *, label: str, token: str, port: int) -> ASGIApp:
    """The application: the page at ``/TOKEN/``, its answers as JSON below ``/TOKEN/api/``."""
    document = build_document()

    def page(_: Request) -> Response:
        return HTMLResponse(document.html, headers={"Content-Security-Policy": document.policy})

    def answer(request: Request) -> Response:
        work = _ANSWERS.get(request.path_params["what"])
        if work is None:
            raise HTTPException(404)
        try:
            return _json(asdict(work(store, request)))
        except views.UnknownText as error:
            raise HTTPException(404, "This text was erased meanwhile; reload the page.") from error
        except InvalidCursor as error:
            raise HTTPException(400, str(error)) from error
        except KnowledgeError as error:
            raise HTTPException(503, str(error)) from error

    def version(_: Request) -> Response:
        try:
            return _json({"store": label, "version": store.change_token()})
        except KnowledgeError as error:
            raise HTTPException(503, str(error)) from error

    def refusal(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _json({"error": error.detail}, error.status_code)

    routes = [
        Route("/{token}/", page),
        Route("/{token}/api/version", version),
        Route("/{token}/api/{what}", answer),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: refusal})
    # Only this name in a browser's address bar means this machine; a page may point another name here.
    hosts = frozenset([f"{_HOST}:{port}", f"localhost:{port}"])
    return _Guard(app, token=token, hosts=hosts)


def _json(content: object, status: int = 200) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status, media_type="application/json")


def _text(request: Request, name: str) -> str:
    return request.query_params.get(name, "")


def _number(request: Request, name: str) -> int | None:
    text = _text(request, name)
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise HTTPException(400, f'"{name}" must be a number')
    return int(text)


def _direction(request: Request) -> Direction:
    match _text(request, "direction"):
        case "in":
            return "in"
        case "out":
            return "out"
        case _:
            raise HTTPException(400, '"direction" must be in or out')


_ANSWERS: dict[str, Callable[[Store, Request], Answer]] = {
    "overview": lambda store, _: views.overview(store),
    "search": lambda store, asked: views.search(
        store, query=_text(asked, "q"), entity_type=_text(asked, "type"), cursor=_text(asked, "cursor") or None
    ),
    "entity": lambda store, asked: views.entity(store, _text(asked, "name")),
    "facts": lambda store, asked: views.facts(store, _text(asked, "name"), before=_text(asked, "before") or None),
    "history": lambda store, asked: views.history(store, _text(asked, "name"), before=_text(asked, "before") or None),
    "kinds": lambda store, asked: views.kinds(store, _text(asked, "name"), after=_number(asked, "after") or 0),
    "neighbours": lambda store, asked: views.neighbours(
        store,
        _text(asked, "name"),
        direction=_direction(asked),
        relation_type=_text(asked, "type"),
        before=_text(asked, "before"),
    ),
    "text": lambda store, asked: views.text(
        store, _text(asked, "name"), text_id=_text(asked, "id"), offset=_number(asked, "offset") or 0
    ),
}


class _Guard:
    """Lets through what a page we served asks for, and says with each answer that it is nobody else's business."""

    def __init__(self, app: ASGIApp, *, token: str, hosts: frozenset[str]) -> None:
        self._app = app
        self._token = token
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_closed(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        refusal = self._refusal(Request(scope))
        await (refusal or self._app)(scope, receive, send_closed)

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("host") not in self._hosts:
            return _json({"error": "This server answers at its own address only."}, 421)
        site, mode = request.headers.get("sec-fetch-site", "none"), request.headers.get("sec-fetch-mode")
        if site not in ("none", "same-origin") and mode != "navigate":
            return _json({"error": "This server answers its own page only."}, 403)
        if not secrets.compare_digest(request.url.path.split("/")[1].encode(), self._token.encode()):
            return _json({"error": "The address is not complete; open the one that was printed."}, 404)
        if request.method != "GET":
            return Response(status_code=405, headers={"Allow": "GET"})
        return None
