"""Believes what a proxy says of the caller's address, scheme and host only where the proxy is one of ours."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.types import Scope

Header = tuple[bytes, bytes]
Network = IPv4Network | IPv6Network


def forwarded(trusted_proxies: str) -> Callable[[Scope], None]:
    """A step that takes X-Forwarded-For, -Proto and -Host from `trusted_proxies` and drops all others."""
    parts = [part.strip() for part in trusted_proxies.split(",")]
    networks = tuple(ip_network(part, strict=False) for part in parts if part)

    @lru_cache(maxsize=4096)
    def is_trusted(address: str) -> bool:
        return _is_within(address, networks)

    def apply(scope: Scope) -> None:
        told = {name: value for name, value in scope["headers"] if _is_forwarding(name)}
        if not told:
            return
        scope["headers"] = [header for header in scope["headers"] if not _is_forwarding(header[0])]
        client = scope.get("client")
        if networks and client and is_trusted(client[0]):
            _believe(scope, told, is_trusted)

    return apply


def _is_forwarding(name: bytes) -> bool:
    return name.startswith(b"x-forwarded-") or name == b"forwarded"


def _believe(scope: Scope, told: dict[bytes, bytes], is_trusted: Callable[[str], bool]) -> None:
    scheme = _last(told.get(b"x-forwarded-proto", b""))
    if scheme in {"http", "https"}:
        scope["scheme"] = scheme
    host = _last(told.get(b"x-forwarded-host", b""))
    if host:
        others = [header for header in scope["headers"] if header[0] != b"host"]
        scope["headers"] = [*others, (b"host", host.encode("latin-1"))]
    address = _caller(told.get(b"x-forwarded-for", b"").decode("latin-1").split(","), is_trusted)
    if address:
        scope["client"] = (address, 0)


def _last(value: bytes) -> str:
    return value.decode("latin-1").rpartition(",")[2].strip()


def _caller(chain: Iterable[str], is_trusted: Callable[[str], bool]) -> str | None:
    """The nearest address of the chain that is no proxy of ours; each proxy adds to the end of it."""
    nearest = None
    for part in reversed([part.strip() for part in chain]):
        try:
            ip_address(part)
        except ValueError:
            return nearest
        nearest = part
        if not is_trusted(part):
            return nearest
    return nearest


def _is_within(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)
