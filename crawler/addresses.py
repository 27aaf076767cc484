"""The network addresses of hosts: whom a request would reach, and who shares one server."""

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

from archive.identity import host

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_CARRIERS = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))


class Addresses:
    """Looks each host's addresses up once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Address, ...]] = {}

    async def is_public(self, url: str) -> bool:
        """Whether the host of `url` is on the open network; a name that does not resolve may be."""
        return all(map(_is_public, await self._of(url)))

    async def slot(self, url: str) -> str:
        """What hosts that resolve to the same address have in common, and no others."""
        found = await self._of(url)
        return str(min(found, key=str)) if found else host(url)

    async def _of(self, url: str) -> tuple[Address, ...]:
        name = urlsplit(url).hostname or ""
        if name not in self._known:
            found = await _resolve(name)
            if not found:
                return ()  # for now: the download will say that the name does not resolve
            self._known[name] = found
        return self._known[name]


async def _resolve(name: str) -> tuple[Address, ...]:
    """The addresses behind `name`; none when it cannot be resolved, which the download will say."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found)


def _is_public(address: Address) -> bool:
    """Global unicast, also where IPv6 carries an IPv4 address (mapped, 6to4, NAT64, compatible)."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and any(address in network for network in _CARRIERS):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast
