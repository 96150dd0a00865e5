from __future__ import annotations

import contextlib
import gzip
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.errors import Failure, FetchError, SourceError
from sijill.settings import Settings, load
from sijill.sources import SourceOptions, capture
from sijill.sources.fetch import Fetched, fetch, refused
from sijill.types import Capture

NOON = datetime(2021, 3, 4, 12, 0, tzinfo=UTC)
PAGE = b"<html><body><p>Two men were killed.</p><img src='/picture.png'><script src='/x.js'></script></body></html>"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def answer(self, body: bytes, *headers: tuple[str, str], status: int = 200) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if not any(name == "Content-Length" for name, _ in headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def do_CONNECT(self) -> None:
        self.server.asked.append((f"CONNECT {self.path}", dict(self.headers)))  # type: ignore[attr-defined]
        self.send_error(502)

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        path, _, rest = self.path.partition("?")
        if path == "/page":
            self.answer(PAGE, ("Content-Type", 'text/html; charset="Windows-1256"'), ("Set-Cookie", "id=1"))
        elif path == "/gzip":
            self.answer(gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]), ("Content-Encoding", "gzip"))
        elif path == "/deflate":
            raw = zlib.compressobj(wbits=-15)
            self.answer(raw.compress(PAGE) + raw.flush(), ("Content-Encoding", "deflate"))
        elif path == "/bomb":
            self.answer(gzip.compress(b"\0" * 60_000_000, 1), ("Content-Encoding", "gzip"))
        elif path == "/cut":
            self.answer(gzip.compress(PAGE * 100)[:-20], ("Content-Encoding", "gzip"))
        elif path == "/garbage":
            self.answer(b"no gzip at all", ("Content-Encoding", "gzip"))
        elif path == "/brotli":
            self.answer(b"x", ("Content-Encoding", "br"))
        elif path == "/huge":
            self.answer(b"", ("Content-Length", "200000000"))
        elif path in {"/endless", "/hollow"}:
            # hollow: blocks of a packed page that unpack to nothing, for ever
            part = b"x" * 65536 if path == "/endless" else b"\0\0\0\xff\xff" * 13107
            self.send_response(200)
            if path == "/hollow":
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            try:
                if path == "/hollow":
                    self.wfile.write(gzip.compress(b"")[:10])
                while True:
                    self.wfile.write(part)
            except OSError:
                pass
        elif path == "/drip":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            try:
                while not self.server.over.wait(0.05):  # type: ignore[attr-defined]
                    self.wfile.write(b"x")
            except OSError:
                pass
        elif path == "/silent":
            self.server.over.wait(10)  # type: ignore[attr-defined]
            self.close_connection = True
        elif path == "/to":
            self.answer(b"moved", ("Location", rest), status=302)
        elif path == "/arabic":
            self.answer(b"", ("Location", "/page?\u0642".encode().decode("latin-1")), status=302)
        elif path == "/members":
            self.answer(gzip.compress(b"") * 5000, ("Content-Encoding", "gzip"))
        elif path == "/loop":
            self.answer(b"", ("Location", "/loop"), status=301)
        elif path == "/broken":
            self.wfile.write(b"this is not HTTP\r\n\r\n")
            self.close_connection = True
        else:
            self.answer(b"nothing here", status=404)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    asked: list[tuple[str, dict[str, str]]]
    over: threading.Event

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[_Server]:
    found = _Server(("127.0.0.1", 0), _Handler)
    found.asked, found.over = [], threading.Event()
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield found
    found.over.set()
    found.shutdown()
    found.server_close()


def settings(**values: object) -> Settings:
    values = {"fetch_private": True, "fetch_timeout": 5, **values}
    return load(values, environment={"SIJILL_SETTINGS": "/dev/null"})


def at(server: _Server, path: str, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.server_port}{path}"


def get(address: str, **values: object) -> Fetched:
    return fetch(address, settings(**values), clock=lambda: NOON)


def problem(address: str, **values: object) -> str:
    with pytest.raises(SourceError) as caught:
        get(address, **values)
    assert caught.value.subject == address
    return str(caught.value)


def test_a_page_and_its_chain_of_custody(server: _Server) -> None:
    page = get(at(server, "/page#part"))
    assert page.content == PAGE
    assert (page.media_type, page.encoding) == ("text/html", "windows-1256")
    assert page.url == at(server, "/page")
    custody = dict(page.custody)
    assert custody["request.time"] == "2021-03-04T12:00:00+00:00"
    assert custody["request.method"] == "GET"
    assert custody["response.status"] == "200"
    assert custody["response.remote_address"] == "127.0.0.1"
    assert custody["response.header.content-type"] == 'text/html; charset="Windows-1256"'
    assert "response.header.set-cookie" not in custody


def test_nothing_that_the_page_refers_to_is_asked_for_and_nothing_gives_us_away(server: _Server) -> None:
    get(at(server, f"/to?{at(server, '/page')}"))
    assert [path.partition("?")[0] for path, _ in server.asked] == ["/to", "/page"]
    for _, headers in server.asked:
        assert set(headers) == {
            *("Host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Connection"),
            "Upgrade-Insecure-Requests",
        }
        assert "sijill" not in str(headers).lower()
        assert "python" not in str(headers).lower()


def test_proxies_of_the_environment_are_not_used(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert get(at(server, "/page")).content == PAGE


@pytest.mark.parametrize("path", ["/gzip", "/deflate"])
def test_packed_pages_are_unpacked(server: _Server, path: str) -> None:
    assert get(at(server, path)).content == PAGE


def test_too_much_is_refused_packed_or_not(server: _Server) -> None:
    assert "limit" in problem(at(server, "/huge"), max_bytes=1_000_000)
    assert "larger than 1,000,000" in problem(at(server, "/endless"), max_bytes=1_000_000)
    assert "larger than 1,000,000" in problem(at(server, "/bomb"), max_bytes=1_000_000)
    assert "larger than 1,000,000" in problem(at(server, "/hollow"), max_bytes=1_000_000)
    assert "cut short" in problem(at(server, "/cut"))
    assert "cannot be unpacked" in problem(at(server, "/garbage"))
    assert "not asked for" in problem(at(server, "/brotli"))


def test_a_stream_of_endless_empty_pieces_is_refused(server: _Server) -> None:
    assert "too many pieces" in problem(at(server, "/members"))


def test_addresses_in_arabic_are_asked_for_as_the_web_writes_them(server: _Server) -> None:
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    address = at(server, "/arabic", "\u0645\u062b\u0627\u0644.example")
    page = fetch(address, settings(), clock=lambda: NOON, resolver=resolver)
    assert set(asked) == {"xn--mgbh0fb.example"}
    assert [path for path, _ in server.asked] == ["/arabic", "/page?%D9%82"]
    assert server.asked[0][1]["Host"] == f"xn--mgbh0fb.example:{server.server_port}"
    assert page.content == PAGE


@pytest.mark.parametrize("path", ["/silent", "/drip"])
def test_the_time_limit_is_for_the_whole(server: _Server, path: str) -> None:
    begun = time.monotonic()
    assert "did not answer within 0.5 seconds" in problem(at(server, path), fetch_timeout=0.5)
    assert time.monotonic() - begun < 3


def test_a_name_server_that_does_not_answer_is_not_waited_for() -> None:
    over = threading.Event()

    def never(host: str, port: int) -> list[str]:
        over.wait(10)
        return []

    with pytest.raises(FetchError, match=r"did not answer within 0\.3 seconds"):
        fetch("http://slow.example/", settings(fetch_timeout=0.3), clock=lambda: NOON, resolver=never)
    over.set()


def test_redirects_are_followed_and_counted(server: _Server) -> None:
    page = get(at(server, "/to?/page"))
    assert page.url == at(server, "/page")
    assert dict(page.custody)["redirect.1"] == f"302 {at(server, '/page')}"
    assert "redirects more than 3 times" in problem(at(server, "/loop"), fetch_redirects=3)
    assert len([p for p, _ in server.asked if p == "/loop"]) == 4
    assert "redirects more than 0 times" in problem(at(server, "/to?/page"), fetch_redirects=0)


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("ftp://a.example/x", "scheme 'ftp'"),
        ("file:///etc/passwd", "scheme 'file'"),
        ("http://user:word@a.example/", "user name or password"),
        ("http://a.example:25/", "port 25"),
        ("http://[::bad/", "not an address"),
    ],
)
def test_redirects_are_checked(server: _Server, target: str, says: str) -> None:
    assert says in problem(at(server, f"/to?{target}"))
    assert len(server.asked) == 1


def test_other_answers_than_200_are_told(server: _Server) -> None:
    assert "answered 404 Not Found" in problem(at(server, "/missing"))
    assert "broke off" in problem(at(server, "/broken"))


def test_nothing_listening_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        assert "cannot be reached" in problem(address)


def test_https_to_a_server_without_it_is_told(server: _Server) -> None:
    assert "TLS" in problem(f"https://127.0.0.1:{server.server_port}/page")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_https_is_asked_for_by_name_at_the_checked_address(
    server: _Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    address = f"https://news.example:{server.server_port}/page"

    def asked() -> Fetched:
        return fetch(address, settings(), clock=lambda: NOON, resolver=lambda host, port: ["127.0.0.1"])

    with pytest.raises(FetchError, match="no trustworthy TLS connection"):
        asked()  # nobody vouches for it
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: ssl.create_default_context(cafile=str(certificate)))
    assert asked().content == PAGE
    address = address.replace("/page", f"/to?{at(server, '/page', 'news.example')}")
    with pytest.raises(FetchError, match="from https to unprotected http"):
        asked()
    with pytest.raises(FetchError, match="no trustworthy TLS connection"):  # right certificate, wrong name
        fetch(address.replace("news", "other"), settings(), clock=lambda: NOON, resolver=lambda h, p: ["127.0.0.1"])


# ---------------------------------------------------------------------------------------------------------
# Private addresses


def test_a_redirect_to_this_computer_is_refused(server: _Server) -> None:
    # the first host is public by its address and reached here only because the network is played
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    # loopback is refused whatever name leads there
    with pytest.raises(FetchError, match=r"news\.example is 127\.0\.0\.1, a loopback address"):
        fetch(at(server, "/page", "news.example"), settings(fetch_private=False), clock=lambda: NOON, resolver=resolver)
    assert asked == ["news.example"]
    assert server.asked == []


def test_a_redirect_from_a_public_host_to_this_computer_is_refused(
    server: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.create_connection
    reached: list[str] = []

    def connect(address: tuple[str, int], *rest: object, **more: object) -> socket.socket:
        reached.append(address[0])
        # 93.184.216.34 stands for a server out there
        return real(("127.0.0.1" if address[0] == "93.184.216.34" else address[0], address[1]), *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", connect)
    address = at(server, f"/to?{at(server, '/page')}", "news.example")
    with pytest.raises(FetchError) as caught:
        fetch(address, settings(fetch_private=False), clock=lambda: NOON, resolver=lambda host, port: ["93.184.216.34"])
    assert "127.0.0.1 is a loopback address" in str(caught.value)
    assert "--setting fetch_private=true" in str(caught.value)
    assert reached == ["93.184.216.34"]
    assert [path.partition("?")[0] for path, _ in server.asked] == ["/to"]


def test_a_name_is_resolved_once_and_the_checked_address_is_used(server: _Server) -> None:
    # a name server that first says a harmless address and then another one is not asked a second time
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    page = fetch(
        at(server, "/page", "news.example"), settings(), clock=lambda: NOON, resolver=lambda h, p: next(answers)
    )
    assert page.content == PAGE
    assert server.asked[0][1]["Host"] == f"news.example:{server.server_port}"
    assert next(answers) == ["10.0.0.1"]


def test_one_private_address_among_public_ones_is_refused() -> None:
    with pytest.raises(FetchError, match="a private address"):
        fetch("http://news.example/", settings(fetch_private=False), clock=lambda: NOON,
              resolver=lambda host, port: ["93.184.216.34", "192.168.1.1"])  # fmt: skip


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "localhost", "router.local", "0.0.0.0", "0",
     "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1",
     "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[ff02::1]", "[::ffff:127.0.0.1]",
     "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "198.18.0.1", "192.0.2.1"],
)  # fmt: skip
def test_private_hosts_are_refused_before_anything_is_sent(host: str) -> None:
    def no_network(host: str, port: int) -> list[str]:
        raise AssertionError("a name server was asked")

    with pytest.raises(FetchError, match="fetch_private=true"):
        fetch(f"http://{host}/", settings(fetch_private=False), clock=lambda: NOON, resolver=no_network)


@hypothesis.settings(deadline=None)
@given(st.ip_addresses())
def test_what_is_not_global_is_refused(address: object) -> None:
    if not address.is_global or address.is_multicast:  # type: ignore[attr-defined]
        assert refused(str(address))


def test_public_addresses_are_not_refused() -> None:
    assert [refused(a) for a in ("93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1")] == [None] * 4


@pytest.mark.parametrize(
    ("address", "says"),
    [("ftp://a.example/", "scheme"), ("http://", "no host"), ("http://a:b@c.example/", "user name"),
     ("http://a.example:22/", "port 22"), ("http://a.example:99999/", "port 99999"),
     ("http://0177.0.0.1/", "not an address"), ("http://\x00/", "not an address")],
)  # fmt: skip
def test_addresses_that_are_none(address: str, says: str) -> None:
    with pytest.raises(FetchError, match=says):
        get(address)


@hypothesis.settings(deadline=None)
@given(st.text(max_size=30))
def test_no_address_whatever_crashes(rest: str) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(FetchError):
        fetch(f"http://{rest}", settings(fetch_private=False), clock=lambda: NOON, resolver=nowhere)


# ---------------------------------------------------------------------------------------------------------
# Hosts told, proxies


def test_each_host_is_told_before_it_is_contacted(server: _Server) -> None:
    told: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        assert told[-1] == host
        return ["127.0.0.1"]

    address = at(server, f"/to?{at(server, '/page', 'b.example')}", "a.example")
    fetch(address, settings(), clock=lambda: NOON, on_contact=told.append, resolver=resolver)
    assert told == ["a.example", "b.example"]


def test_by_a_proxy_no_name_is_resolved_here(server: _Server) -> None:
    resolved: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        resolved.append(host)
        return ["127.0.0.1"]

    proxied = settings(fetch_private=False, fetch_proxy=f"http://user:word@proxy.example:{server.server_port}")
    with pytest.raises(FetchError, match="answered 404"):
        # the server is no proxy and takes the whole address for a path
        fetch("http://news.example/x", proxied, clock=lambda: NOON, resolver=resolver)
    assert resolved == ["proxy.example"]
    assert server.asked[0][0] == "http://news.example/x"
    with pytest.raises(FetchError, match="the proxy could not reach it"):
        fetch("https://news.example/x", proxied, clock=lambda: NOON, resolver=resolver)
    assert server.asked[1][0] == "CONNECT news.example:443"


def test_private_targets_are_refused_by_a_proxy_too() -> None:
    with pytest.raises(FetchError, match="loopback"):
        get("http://127.0.0.1/", fetch_private=False, fetch_proxy="socks5h://127.0.0.1:9050")


def _socks_server(target: int, seen: list[bytes]) -> socket.socket:
    """A SOCKS 5 proxy that leads every connection to one port of this computer and notes which host was asked for."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = listener.accept()
        with client:
            client.recv(2 + 255)
            client.sendall(b"\x05\x00")
            request = client.recv(300)
            seen.append(request)
            client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01" + struct.pack(">H", target))
            with socket.create_connection(("127.0.0.1", target)) as behind:
                behind.sendall(client.recv(65536))
                while part := behind.recv(65536):
                    client.sendall(part)

    threading.Thread(target=serve, daemon=True).start()
    return listener


def test_socks_gets_the_name_of_the_host(server: _Server) -> None:
    seen: list[bytes] = []
    with _socks_server(server.server_port, seen) as proxy:
        port = proxy.getsockname()[1]
        page = get("http://news.example/page", fetch_private=False, fetch_proxy=f"socks5h://127.0.0.1:{port}")
    assert page.content == PAGE
    assert seen[0][3:5] == b"\x03" + bytes([len("news.example")])
    assert seen[0][5:17] == b"news.example"
    assert dict(page.custody)["request.proxy"] == f"socks5h://127.0.0.1:{port}"
    assert "response.remote_address" not in dict(page.custody)


def test_a_proxy_that_is_silent_or_something_else_is_told(server: _Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        by = f"socks5h://127.0.0.1:{silent.getsockname()[1]}"
        assert "did not answer" in problem("http://news.example/", fetch_proxy=by, fetch_timeout=0.5)
    by = f"socks5h://127.0.0.1:{server.server_port}"
    assert problem("http://news.example/", fetch_proxy=by, fetch_timeout=2)
    with pytest.raises(FetchError, match="is not the address of a proxy"):
        get("http://news.example/", fetch_proxy="127.0.0.1:9050")


# ---------------------------------------------------------------------------------------------------------
# As a source


def test_an_address_on_the_command_line(server: _Server, options: Callable[..., SourceOptions]) -> None:
    told: list[str] = []
    chosen = options({"fetch_private": True}, on_contact=told.append)
    page, missing = capture([at(server, "/to?/page"), at(server, "/missing")], chosen)
    assert isinstance(page, Capture)
    assert (page.kind, page.uri, page.declared.url) == ("web", at(server, "/to?/page"), at(server, "/page"))
    assert list(page.custody) == sorted(page.custody)
    assert isinstance(missing, Failure)
    assert told == ["127.0.0.1"] * 3


def test_addresses_are_refused_where_fetching_is_not_wanted(
    server: _Server, options: Callable[..., SourceOptions]
) -> None:
    (refusal,) = capture([at(server, "/page")], options(fetch=False))
    assert isinstance(refusal, Failure)
    (records,) = capture([at(server, "/page")], options(input_format="jsonl"))
    assert isinstance(records, Failure)
    assert server.asked == []
