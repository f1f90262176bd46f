"""Calls to addresses that somebody else chose: to the public internet alone, never into our own network.

Every name is resolved here and the connection goes to the address that was looked at, so that a name that
resolves to another one a moment later gains nothing. Redirects aren't followed, answers are cut short.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.poolmanager import PoolManager

from app.integrations.trouble import Refused, Unsure
from app.settings import settings

_TIMEOUT_SECONDS: Final = (5, 10)
_MOST_BYTES: Final = 1_000_000


class _PublicConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        self._dns_host = _public_address(self, self._dns_host, self.port)
        return super()._new_conn()


class _PublicTlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        # The certificate is still held to the name (server_hostname).
        self._dns_host = _public_address(self, self._dns_host, self.port)
        return super()._new_conn()


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicTlsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTlsConnection


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicTlsPool}


def get(url: str, **options: Any) -> Any:
    """The JSON at an address. Refused if it is none of the public internet or says no, Unsure if it doesn't say."""
    return _json("GET", url, **options)


def post(url: str, **options: Any) -> Any:
    """The JSON that an address answers a form with. Refused, Unsure."""
    return _json("POST", url, **options)


def _json(method: str, url: str, **options: Any) -> Any:
    allowed = ("https://", "http://") if settings().outgoing_local else ("https://",)
    if not url.startswith(allowed):
        raise Refused("address", "only https is called")
    with requests.Session() as session:
        session.trust_env = False  # a proxy of ours would resolve names by itself
        session.mount("https://", _PublicAdapter())
        session.mount("http://", _PublicAdapter())
        try:
            with session.request(
                method, url, timeout=_TIMEOUT_SECONDS, allow_redirects=False, stream=True, **options
            ) as answer:
                body = answer.raw.read(_MOST_BYTES + 1, decode_content=True)
        except requests.ConnectionError as problem:
            raise Unsure("connection", "there is nothing at this address") from problem
        except (requests.RequestException, OSError) as problem:
            raise Unsure("connection", type(problem).__name__) from problem
    if len(body) > _MOST_BYTES:
        raise Refused("length", "the answer is too long")
    if 400 <= answer.status_code < 500:
        raise Refused(str(answer.status_code), "it was refused there")
    if answer.status_code != 200:
        raise Unsure(str(answer.status_code), "no answer")
    answer._content = body  # read above, at most so much
    try:
        return answer.json()
    except ValueError as problem:
        raise Unsure("answer", "no JSON") from problem


def _public_address(connection: HTTPConnection, host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise NewConnectionError(connection, "no such name") from problem
    addresses = [str(entry[4][0]) for entry in found]
    if not settings().outgoing_local:
        for address in addresses:
            number = ipaddress.ip_address(address.split("%")[0])
            if not number.is_global or number.is_multicast:
                raise NewConnectionError(connection, "not an address of the public internet")
    return addresses[0]
