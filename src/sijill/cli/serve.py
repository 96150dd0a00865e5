"""Open a register as a workspace in the browser."""

from __future__ import annotations

import socket
import time

import click

from sijill.cli._invocation import Invocation, register_option
from sijill.errors import UsageError

#: names of this machine that no network leads to
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@click.command("serve", short_help="Read, decide and see in a browser.")
@register_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Name under which browsers ask for this server.")
@click.option("--certificate", type=click.Path(exists=True, dir_okay=False), help="TLS certificate (PEM).")
@click.option("--key", type=click.Path(exists=True, dir_okay=False), help="Key of the certificate (PEM).")
@click.option("--behind-https", is_flag=True, help="A proxy in front speaks HTTPS with the browsers.")
@click.pass_obj
def command(
    run: Invocation,
    register: str | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    certificate: str | None,
    key: str | None,
    behind_https: bool,
) -> None:
    """Open the workspace of a register, which is made if it is not there yet.

    On one machine no account is needed: the link that is printed lets you in, once. To open it to others, make
    accounts first (the page Team), then give --host and the --name that they type, and a certificate.

    \b
      sijill serve -r my.sijill
      sijill serve -r my.sijill --host 0.0.0.0 --name desk.example --certificate cert.pem --key key.pem
    """
    import uvicorn

    from sijill.web import Desk, Sessions, make_app

    _free(host, port)
    with run.open(register, create=True) as opened:
        members = opened.members()
        if host not in LOOPBACK and not any(m.active for m in members):
            raise UsageError(host, "is open to others, and there are no accounts",
                             "start it without --host, make accounts on the page Team, then try again")  # fmt: skip
        if bool(certificate) != bool(key):
            raise UsageError("--certificate", "needs --key, and --key a certificate")
        secure = bool(certificate) or behind_https
        if host not in LOOPBACK and not secure:
            click.echo("sijill: passwords will travel unencrypted: give --certificate and --key, "
                       "or --behind-https where a proxy speaks HTTPS", err=True)  # fmt: skip
        known = tuple(dict.fromkeys([*(n.lower() for n in names), host, *(LOOPBACK if host in LOOPBACK else ())]))
        hosts = () if host in ("0.0.0.0", "::") and not names else known  # noqa: S104  (compared, not bound)
        sessions = Sessions(time.monotonic)
        app = make_app(Desk(opened, run.settings), sessions, owner=run.user, hosts=hosts, secure=secure)
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
        where = f"{'https' if certificate else 'http'}://{shown}:{port}/"
        click.echo(f"{where}enter/{sessions.print_link()}" if not members else where)
        click.echo("Ctrl-C ends it." if members else "This link lets you in once. Ctrl-C ends it.", err=True)
        uvicorn.run(
            app, host=host, port=port, log_level="warning", server_header=False, date_header=False,
            ssl_certfile=certificate, ssl_keyfile=key, proxy_headers=False, access_log=False,
        )  # fmt: skip


def _free(host: str, port: int) -> None:
    """Refuse an address on which we cannot listen before a register is opened and a link printed.

    Raises:
        UsageError: something else listens there, or the address is not of this machine.
    """
    try:
        (family, kind, protocol, _, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind, protocol) as trial:
            # as the server will: a port that was left a moment ago is free
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise UsageError(f"{host}:{port}", f"cannot be listened on: {error.strerror or error}",
                         "give another --port, or end what listens there; --host is an address of this machine"
                         ) from error  # fmt: skip
