"""The centre's door: three addresses, every answer marked, limits before work."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storage.errors import DiskFull, StorageFault
from storage.store import Store
from sync.errors import (
    NotARecipient,
    PacketDamaged,
    PacketError,
    PacketForged,
    PacketTooNew,
    Refused,
    SyncError,
)
from sync.protocol import (
    ENROL_PATH,
    HEALTH_PATH,
    MARK,
    MAX_PACKET_BYTES,
    PACKET_TYPE,
    PROTOCOL,
    ROUND_PATH,
)
from sync.server.centre import Centre
from sync.server.identity import identity
from sync.server.joining import join

log = logging.getLogger(__name__)

_PACKET_CODES: dict[type[PacketError], tuple[int, str]] = {
    PacketDamaged: (400, "packet_damaged"),
    PacketForged: (403, "packet_forged"),
    NotARecipient: (400, "packet_not_for_us"),
    PacketTooNew: (400, "packet_too_new"),
}
_REFUSED_STATUS = 403
_TOO_LARGE_STATUS = 413
_WRONG_VERSION_STATUS = 400
_PACKET_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {PACKET_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
_PACKET_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "A packet of the centre for this laptop", "content": {PACKET_TYPE: {}}},
    400: {"description": "Not a packet for us: {code}"},
    403: {"description": "Refused: {code}"},
    413: {"description": "Larger than a packet may be: {code}"},
    503: {"description": "The store cannot take it now: {code}"},
}


def create_app(store: Store) -> FastAPI:
    """Return the centre over its own store, which becomes one (keys, office key) at the first call."""
    return app_of(Centre(store, identity(store)))


def app_of(centre: Centre) -> FastAPI:
    """Return the door to a centre."""
    app = FastAPI(title="Ruhu centre", version=str(PROTOCOL), docs_url=None, redoc_url=None)

    @app.get(HEALTH_PATH)
    def health() -> dict[str, Any]:
        """Tell protocol, id, public keys and the newest sequence number."""
        return centre.health()

    @app.post(ENROL_PATH, response_class=Response, responses=_PACKET_ANSWERS, openapi_extra=_PACKET_BODY)
    async def enrol(request: Request) -> Response:
        """Register a laptop by a one-time code."""
        return await _answered(request, lambda data: join(centre, data))

    @app.post(ROUND_PATH, response_class=Response, responses=_PACKET_ANSWERS, openapi_extra=_PACKET_BODY)
    async def round_(request: Request) -> Response:
        """Take in a packet; answer with receipts and what the laptop has not seen."""
        return await _answered(request, centre.round)

    app.add_middleware(Marked)
    return app


async def _answered(request: Request, work: Callable[[bytes], bytes]) -> Response:
    if request.headers.get(MARK) != str(PROTOCOL):
        return _refusal(_WRONG_VERSION_STATUS, "wrong_version")
    try:
        data = await _body(request)
        answer = await run_in_threadpool(work, data)
    except SyncError as error:
        return _refusal(*_code_of(error))
    except StorageFault as fault:
        log.exception("store fault=%s", type(fault).__name__)
        return _refusal(507 if isinstance(fault, DiskFull) else 503, "store")
    except ClientDisconnect:
        return _refusal(400, "packet_damaged")
    return Response(answer, media_type=PACKET_TYPE)


async def _body(request: Request) -> bytes:
    """Read at most what a packet may have; a length that is stated is believed only to refuse."""
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > MAX_PACKET_BYTES:
        raise Refused("too_large")
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > MAX_PACKET_BYTES:
            raise Refused("too_large")
    return bytes(data)


def _code_of(error: SyncError) -> tuple[int, str]:
    if isinstance(error, Refused):
        return (_TOO_LARGE_STATUS if error.code == "too_large" else _REFUSED_STATUS), error.code
    for kind, answer in _PACKET_CODES.items():
        if isinstance(error, kind):
            return answer
    raise error


def _refusal(status: int, code: str) -> Response:
    return JSONResponse({"code": code}, status)


class Marked:
    """Puts the mark of a centre on every answer, also on those that nobody meant to give."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; an unforeseen fault becomes a 500 with a code, and a line in the log."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], (MARK.lower().encode(), str(PROTOCOL).encode())]
            await send(message)

        try:
            await self.app(scope, receive, marked)
        except Exception:
            # the one place where everything is caught: a fault of ours must not look like a foreign network
            log.exception("fault path=%s", scope["path"])
            if not started:
                await _refusal(500, "fault")(scope, receive, marked)
