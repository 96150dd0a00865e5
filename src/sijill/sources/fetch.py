"""Addresses → bytes: the only module of sijill that opens a network connection.

Invariants:

* A host is told to ``on_contact`` before anything is sent towards it, its name to a name server included.
* A name is resolved once, and the connection goes to the very address that was checked; a second answer of the name
  server is never asked for, so that it cannot point inwards (DNS rebinding).
* Private, loopback, link-local, multicast and reserved addresses are refused unless ``fetch_private`` allows them;
  redirects are followed by hand, and every target passes the same checks.
* With a proxy no name is resolved here: the proxy gets the name (Tor does not learn of it by way of a name server).
* Nothing else travels: no cookies, no referrer, no credentials, no proxy taken from the environment.
* ``fetch_timeout`` bounds the whole fetch, and ``max_bytes`` bounds what is received *and* what it unpacks to.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import httpcore
import httpx

from sijill.errors import FetchError
from sijill.settings import Settings
from sijill.sources.making import too_large

#: what is asked for besides the user agent: the headers of an ordinary browser, so that nothing stands out
_HEADERS = (
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en-US,en;q=0.5"),
    ("Accept-Encoding", "gzip, deflate"),
    ("Connection", "keep-alive"),
    ("Upgrade-Insecure-Requests", "1"),
)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

#: ports below 1024 at which web servers answer; others there belong to mail, file and remote-control services, which
#: a redirect could otherwise make us talk to
_WEB_PORTS = frozenset({80, 81, 443, 591})

#: names that only mean something inside a network
_INNER_NAMES = re.compile(r"(?:.+\.)?(?:localhost|local|internal|intranet|lan|home\.arpa|corp|home)\.?", re.I)

_ADVICE_PRIVATE = "if you trust it, allow it: --setting fetch_private=true"

#: response headers that may tell who fetched and are therefore not kept
_NOT_KEPT = frozenset({"set-cookie", "set-cookie2"})

#: most members that a gzip stream may have; each costs time, however empty it is. Servers send one.
_MEMBERS = 64

#: longest header value and most headers kept in the chain of custody
_HEADER_LENGTH = 2000
_HEADERS_KEPT = 100

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver: TypeAlias = Callable[[str, int], list[str]]
OnContact: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back for an address."""

    #: the body, unpacked
    content: bytes
    #: the address that answered, after redirects
    url: str
    #: media type told by the server, without parameters
    media_type: str
    #: character encoding told by the server, or None
    encoding: str | None
    #: request, redirects and response as name-value pairs
    custody: tuple[tuple[str, str], ...]


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's resolver, in its order. Raises OSError where there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    address: str,
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    on_contact: OnContact | None = None,
    resolver: Resolver = resolve,
) -> Fetched:
    """Fetches one address, without anything that it refers to.

    Args:
        address: an address that begins with http:// or https://.
        settings: fetch_timeout (seconds for the whole), fetch_redirects, fetch_user_agent, fetch_proxy,
            fetch_private and max_bytes.
        clock: tells the time of the request, for the chain of custody.
        on_contact: told each host before it is contacted.
        resolver: host and port to addresses.

    Raises:
        FetchError: not an address, refused by a check, not reached, not answered with status 200, or too large.
    """
    route = _Route(settings, _Deadline(settings.number("fetch_timeout")), on_contact, resolver)
    custody = [
        ("request.method", "GET"),
        ("request.time", clock().isoformat()),
        ("request.url", address),
        ("request.user_agent", settings.text("fetch_user_agent")),
    ]
    if route.proxy is not None:
        custody.append(("request.proxy", _without_credentials(route.proxy)))
    url = _checked_url(address, address)
    most = settings.integer("fetch_redirects")
    for hop in range(most + 1):
        answer = route.get(url, address)
        if answer.status not in _REDIRECTS or not answer.header("location"):
            break
        target = _redirected(url, answer.header("location"), address)
        custody.append((f"redirect.{hop + 1}", f"{answer.status} {target}"))
        url = target
    else:
        raise FetchError(address, f"redirects more than {most} times", "give the address it should lead to")
    if answer.status != 200:
        raise FetchError(address, f"the server answered {answer.status} {_reason(answer.status)}".rstrip(),
                         "check the address in a browser; save the page and give the file")  # fmt: skip
    custody += [("response.status", str(answer.status)), ("response.url", str(url))]
    if answer.remote:
        custody.append(("response.remote_address", answer.remote))
    custody += [(f"response.header.{name}", value[:_HEADER_LENGTH]) for name, value in answer.headers[:_HEADERS_KEPT]]
    media_type, encoding = _content_type(answer.header("content-type"))
    return Fetched(answer.content, str(url), media_type, encoding, tuple(custody))


# ---------------------------------------------------------------------------------------------------------
# Checks on addresses


def _checked_url(text: str, subject: str) -> httpx.URL:
    """An address without its fragment, if its scheme, host and port may be contacted."""
    try:
        url = httpx.URL(text.strip())
        host, port = url.host, url.port
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise FetchError(subject, f"is not an address: {error}") from error
    if url.scheme not in {"http", "https"}:
        raise FetchError(subject, f"has the scheme {url.scheme or 'of a file'!r}", "only http and https are fetched")
    if not host:
        raise FetchError(subject, "names no host", "an address begins with https://host/")
    if url.userinfo:
        raise FetchError(subject, "contains a user name or password", "leave them out; nothing is fetched in a name")
    if port is not None and not (port in _WEB_PORTS or 1024 <= port < 65536):
        raise FetchError(subject, f"port {port} is no web server's", "give the address of a page")
    return url.copy_with(fragment=None)


def _redirected(url: httpx.URL, location: str, subject: str) -> httpx.URL:
    try:
        joined = str(url.join(location))
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise FetchError(subject, f"redirects to what is not an address: {error}") from error
    target = _checked_url(joined, subject)
    if url.scheme == "https" and target.scheme == "http":
        raise FetchError(subject, f"redirects from https to unprotected http: {target}",
                         "if that is right, give that address itself")  # fmt: skip
    return target


def refused(address: str) -> str | None:
    """What makes an IP address one that is not fetched ("a loopback address"), or None for a public one."""
    ip: _Address = ipaddress.ip_address(address.partition("%")[0])
    # an IPv6 address can carry an IPv4 address, which is then the one that is reached
    if isinstance(ip, ipaddress.IPv6Address):
        carried = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if carried is None and ip in _NAT64:
            carried = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if carried is not None:
            return refused(str(carried))
    if ip.is_loopback:
        return "a loopback address"
    if ip.is_link_local:
        return "a link-local address"
    if ip.is_multicast:
        return "a multicast address"
    if ip.is_unspecified or (isinstance(ip, ipaddress.IPv4Address) and ip in _THIS_NETWORK):
        return "no address of a host"
    if ip.is_private or (isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local):
        return "a private address"
    if ip.is_reserved or not ip.is_global:
        return "a reserved address"
    return None


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_THIS_NETWORK = ipaddress.IPv4Network("0.0.0.0/8")


def _as_ip(host: str) -> str | None:
    """The host as an IP address in its usual form, also where it hides as 127.1, 0x7f000001 or 2130706433."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


# ---------------------------------------------------------------------------------------------------------
# The way to a server


class _Deadline:
    """The moment at which the whole fetch is given up, on a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left; raises httpcore.ReadTimeout where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left


class _Stream(httpcore.NetworkStream):
    """A connection whose every read and write ends with the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Network(httpcore.NetworkBackend):
    """Connects to the addresses it was given and to no others, whatever host is asked for."""

    def __init__(self, addresses: list[str], deadline: _Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()
        self._opened: list[httpcore.NetworkStream] = []
        #: the address that was reached
        self.reached = ""

    def close(self) -> None:
        """Closes what was opened; a proxy that answers nonsense makes httpcore forget its connection."""
        for stream in self._opened:
            stream.close()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for number, address in enumerate(self._addresses):
            # so that one address that does not answer leaves time for the others
            share = self._deadline.left() / (len(self._addresses) - number)
            try:
                stream = self._plain.connect_tcp(address, port, share, None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            self.reached = address
            self._opened.append(stream)
            return _Stream(stream, self._deadline)
        raise failure


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: list[tuple[str, str]]
    content: bytes
    remote: str

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


class _Route:
    """How to get to servers: directly or by the proxy, within the deadline and the limits."""

    def __init__(
        self, settings: Settings, deadline: _Deadline, on_contact: OnContact | None, resolver: Resolver
    ) -> None:
        self._deadline = deadline
        self._on_contact = on_contact
        self._resolver = resolver
        self._limit = settings.integer("max_bytes")
        self._private = settings.flag("fetch_private")
        self._user_agent = settings.text("fetch_user_agent")
        self.proxy = _proxy(settings.text("fetch_proxy"))

    def get(self, url: httpx.URL, subject: str) -> _Answer:
        """Asks for one address and follows nothing. Raises FetchError, its subject being what the user gave."""
        try:
            return self._get(url, subject)
        except httpcore.TimeoutException as error:
            seconds = self._deadline.seconds
            advice = f"try again later, or wait longer: --setting fetch_timeout={2 * seconds:g}"
            raise FetchError(subject, f"did not answer within {seconds:g} seconds", advice) from error
        except httpcore.ProxyError as error:
            raise FetchError(subject, f"the proxy could not reach it: {_clean(error)}", "check fetch_proxy") from error
        except httpcore.ConnectError as error:
            problem = _clean(error)
            if "certificate" in problem.lower() or "ssl" in problem.lower():
                raise FetchError(subject, f"has no trustworthy TLS connection: {problem}",
                                 "somebody may be listening; do not go on without knowing why") from error  # fmt: skip
            raise FetchError(subject, f"cannot be reached: {problem}", "check the address and the network") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
            raise FetchError(subject, f"broke off: {_clean(error)}", "try again later") from error
        except Exception as error:
            # the SOCKS library reports a broken proxy by errors of its own, which have no base in common
            if type(error).__module__.startswith("socksio"):
                raise FetchError(subject, f"the proxy does not speak SOCKS 5: {_clean(error)}") from error
            raise

    def _get(self, url: httpx.URL, subject: str) -> _Answer:
        host = url.host
        if self._on_contact is not None:
            self._on_contact(host)
        network = _Network(self._addresses(url, subject), self._deadline)
        with closing(network), self._pool(network) as pool:
            request = httpcore.Request(
                "GET",
                httpcore.URL(
                    scheme=url.raw_scheme,
                    host=url.raw_host,
                    port=url.port,
                    target=url.raw_path,
                ),
                headers=[("Host", url.netloc.decode("ascii")), ("User-Agent", self._user_agent), *_HEADERS],
            )
            response = pool.handle_request(request)
            try:
                headers = [(name.decode("latin-1").lower(), _header_words(value)) for name, value in response.headers]
                kept = [(k, v) for k, v in headers if k not in _NOT_KEPT]
                # what a redirect or an error page says is of no use, so it is not received
                content = self._body(response, dict(headers), subject) if response.status == 200 else b""
            finally:
                response.close()
        return _Answer(response.status, kept, content, "" if self.proxy else network.reached)

    def _addresses(self, url: httpx.URL, subject: str) -> list[str]:
        """Where to connect: the proxy, or the addresses of the host, all of them checked."""
        # the name as it is asked for: xn--… where it is written in another script
        host = url.raw_host.decode("ascii")
        literal = _as_ip(host)
        if not self._private:
            reason = refused(literal) if literal else None
            if reason is None and literal is None and _INNER_NAMES.fullmatch(host):
                reason = "a name inside a network"
            if reason:
                raise FetchError(subject, f"{_leads(url, subject)}{url.host} is {reason}", _ADVICE_PRIVATE)
        if self.proxy is not None:
            # the user's own choice, most often on this very computer: not checked
            return self._resolved(self.proxy.raw_host.decode("ascii"), self.proxy.port or 1080, subject)
        if literal:
            return [literal]
        found = self._resolved(host, url.port or (443 if url.scheme == "https" else 80), subject)
        if not self._private:
            for address in found:
                reason = refused(address)
                if reason:
                    # one bad address among good ones is an attempt too, so none is used
                    raise FetchError(subject, f"{_leads(url, subject)}{url.host} is {address}, {reason}",
                                     _ADVICE_PRIVATE)  # fmt: skip
        return found

    def _resolved(self, host: str, port: int, subject: str) -> list[str]:
        """The addresses of a host. The system's resolver knows no deadline, so it is left behind at ours."""
        answer: list[list[str] | OSError | UnicodeError] = []

        def ask() -> None:
            try:
                answer.append(self._resolver(host, port))
            except (OSError, UnicodeError) as error:
                answer.append(error)

        thread = threading.Thread(target=ask, daemon=True, name="resolve")
        thread.start()
        thread.join(self._deadline.left())
        if not answer:
            raise httpcore.ConnectTimeout("resolving")
        found = answer[0]
        if isinstance(found, Exception) or not found:
            raise FetchError(subject, f"no such host: {host}", "check the spelling and the network")
        return found

    def _pool(self, network: _Network) -> httpcore.ConnectionPool:
        context = httpx.create_ssl_context(trust_env=False)
        if self.proxy is None:
            return httpcore.ConnectionPool(ssl_context=context, network_backend=network)
        credentials = (self.proxy.username, self.proxy.password) if self.proxy.username else None
        proxy = httpcore.URL(scheme=self.proxy.raw_scheme, host=self.proxy.raw_host, port=self.proxy.port, target=b"/")
        if self.proxy.scheme.startswith("socks5"):
            return httpcore.SOCKSProxy(proxy, proxy_auth=credentials, ssl_context=context, network_backend=network)
        return httpcore.HTTPProxy(proxy, proxy_auth=credentials, ssl_context=context, network_backend=network)

    def _body(self, response: httpcore.Response, headers: dict[str, str], subject: str) -> bytes:
        told = headers.get("content-length", "")
        if told.isdigit() and len(told) < 20 and int(told) > self._limit:
            raise too_large(subject, int(told), self._limit)
        unpack = _Unpacking(headers.get("content-encoding", ""), self._limit, subject)
        received = 0
        for part in response.iter_stream():
            received += len(part)
            if received > self._limit:
                raise too_large(subject, None, self._limit)
            unpack.feed(part)
        return unpack.finish()


def _leads(url: httpx.URL, subject: str) -> str:
    return "" if url.host in subject else "leads elsewhere: "


def _proxy(text: str) -> httpx.URL | None:
    if not text.strip():
        return None
    try:
        url = httpx.URL(text.strip())
        valid = url.scheme in {"http", "https", "socks5", "socks5h"} and bool(url.host)
    except (httpx.InvalidURL, ValueError, UnicodeError):
        valid = False
    if not valid:
        raise FetchError("fetch_proxy", "is not the address of a proxy", "such as http://host:3128 or socks5h://127.0.0.1:9050")  # fmt: skip  # noqa: E501
    if url.port is None:
        url = url.copy_with(port={"http": 80, "https": 443}.get(url.scheme, 1080))
    return url


def _without_credentials(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.host}:{url.port}"


# ---------------------------------------------------------------------------------------------------------
# What comes back


class _Unpacking:
    """Undoes a content encoding bit by bit, and stops as soon as more comes out than is wanted."""

    def __init__(self, encoding: str, limit: int, subject: str) -> None:
        self._subject = subject
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        self._encoding = encoding.strip().lower()
        self._inflate: Any = None
        if self._encoding in {"gzip", "x-gzip", "deflate"}:
            # 32: gzip or zlib, whichever the data says
            self._inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        elif self._encoding not in {"", "identity"}:
            raise FetchError(subject, f"came packed as {self._encoding[:40]!r}, which was not asked for")
        self._begun = False
        self._members = 1

    def feed(self, part: bytes) -> None:
        """Takes in what was received."""
        if self._inflate is None:
            self._keep(part)
            return
        while part:
            if self._inflate.eof:
                if self._encoding == "deflate" or not part.strip(b"\0"):
                    return
                self._members += 1
                if self._members > _MEMBERS:
                    raise FetchError(self._subject, "came packed in too many pieces", "save it from a browser")
                self._inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
            part = self._step(part)

    def _step(self, part: bytes) -> bytes:
        room = self._limit + 1 - self._size
        try:
            self._keep(self._inflate.decompress(part, room))
        except zlib.error as error:
            if self._encoding == "deflate" and not self._begun:
                # some servers send deflate without its zlib wrapping
                self._inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
                self._begun = True
                return part
            raise FetchError(self._subject, "came packed and cannot be unpacked", "try again later") from error
        self._begun = True
        return bytes(self._inflate.unused_data or self._inflate.unconsumed_tail)

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            raise too_large(self._subject, None, self._limit)
        self._parts.append(part)

    def finish(self) -> bytes:
        """All of it. Raises FetchError where the end is missing."""
        if self._inflate is not None and self._begun and not self._inflate.eof:
            raise FetchError(self._subject, "broke off: the packed page is cut short", "try again later")
        return b"".join(self._parts)


def _header_words(value: bytes) -> str:
    """A header's value. The standard knows ASCII only, but servers redirect to Arabic addresses in bare UTF-8."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _content_type(value: str) -> tuple[str, str | None]:
    media_type, _, parameters = value.partition(";")
    found = re.search(r"charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9._:+-]{1,40})", parameters[:200], re.I)
    return media_type.strip().lower()[:100] or "application/octet-stream", found[1].lower() if found else None


def _reason(status: int) -> str:
    return str(httpx.codes.get_reason_phrase(status))


def _clean(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
