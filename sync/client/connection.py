"""One kept-alive line to a centre, and what may stand at its other end instead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NoReturn, Self

from sync.errors import CentreTrouble, NotACentre, Offline, Refused, SlowCentre, WrongVersion
from sync.protocol import JSON_TYPE, MARK, MAX_PACKET_BYTES, PACKET_TYPE, PROTOCOL

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS: Final = 10.0
#: Without one byte of progress; a slow line that moves may take as long as it needs.
SILENCE_SECONDS: Final = 60.0
_BUSY = (429, 503)
_TROUBLE_FROM = 500
_OK = 200


@dataclass(frozen=True)
class Timeouts:
    """Patience, in seconds."""

    connect: float = CONNECT_SECONDS
    silence: float = SILENCE_SECONDS


class Connection:
    """Sends packets to one address. Every request may be repeated, so one that broke off is, once."""

    def __init__(
        self,
        url: str,
        *,
        timeouts: Timeouts = Timeouts(),
        client: httpx2.Client | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self._timeouts = timeouts
        self._client = client

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def post(self, path: str, data: bytes) -> bytes:
        """Send a packet and return the one that comes back.

        Raises:
            RoundError: One of them; `sync.errors` says which and why.
        """
        return self._exchange("POST", path, data)

    def get(self, path: str) -> Mapping[str, Any]:
        """Return what the centre tells anybody.

        Raises:
            RoundError
        """
        told = _parsed(self._exchange("GET", path, None))
        if not isinstance(told, dict):
            raise CentreTrouble(_OK, "answer")
        return told

    def _exchange(self, method: str, path: str, data: bytes | None) -> bytes:
        import httpx2  # 0.2 s; nobody needs it before the first round

        try:
            return self._once(method, path, data)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
            self._drop()
        try:
            return self._once(method, path, data)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError) as fault:
            raise Offline(type(fault).__name__) from fault

    def _once(self, method: str, path: str, data: bytes | None) -> bytes:
        import httpx2

        headers = (
            {MARK: str(PROTOCOL), "Content-Type": PACKET_TYPE} if data is not None else {MARK: str(PROTOCOL)}
        )
        client = self._opened()
        try:
            with client.stream(method, self.url + path, content=data, headers=headers) as response:
                return _judged(response)
        except httpx2.ConnectTimeout as fault:
            raise Offline("ConnectTimeout") from fault
        except httpx2.TimeoutException as fault:
            raise SlowCentre(self._timeouts.silence) from fault
        except httpx2.ConnectError as fault:
            raise Offline("ConnectError") from fault
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL, httpx2.LocalProtocolError) as fault:
            raise NotACentre(kind="address") from fault
        except (httpx2.ProxyError, httpx2.DecodingError) as fault:
            raise NotACentre(kind=type(fault).__name__) from fault

    def _opened(self) -> httpx2.Client:
        if self._client is None:
            import httpx2

            patience = httpx2.Timeout(self._timeouts.silence, connect=self._timeouts.connect)
            self._client = httpx2.Client(timeout=patience)
            # what every request carries: a round with nothing to say fits into a kilobyte
            self._client.headers = httpx2.Headers({"User-Agent": "ruhu", "Accept": "*/*"})
        return self._client

    def _drop(self) -> None:
        """Forget a connection that broke; one handed in by the caller mends itself."""
        if self._client is not None and type(self._client).__module__.startswith("httpx2"):
            self.close()


def _judged(response: httpx2.Response) -> bytes:
    """Return the body of a good answer from a real centre; anything else is one of the errors."""
    mark = response.headers.get(MARK)
    if mark is None:
        raise NotACentre(response.status_code, response.headers.get("content-type", "").split(";")[0])
    body = _read(response)
    if mark != str(PROTOCOL):
        raise WrongVersion(PROTOCOL, mark)
    if response.status_code != _OK:
        _refused(response, body)
    return body


def _read(response: httpx2.Response) -> bytes:
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > MAX_PACKET_BYTES:
            raise CentreTrouble(response.status_code, "too_large")
    return bytes(body)


def _refused(response: httpx2.Response, body: bytes) -> NoReturn:
    is_json = response.headers.get("content-type", "").startswith(JSON_TYPE)
    told = _parsed(body) if is_json else {}
    code = str(told.get("code", "")) if isinstance(told, dict) else ""
    wait = response.headers.get("retry-after", "")
    if response.status_code in _BUSY and wait.isdecimal():
        raise Refused("busy", float(wait))
    if response.status_code >= _TROUBLE_FROM or not code:
        raise CentreTrouble(response.status_code, code)
    raise Refused(code)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as fault:
        raise CentreTrouble(_OK, "answer") from fault
