"""`mindgarden simulator`: stand-ins for outside services on loopback, for trying things out."""

from __future__ import annotations

from importlib import import_module

import click

# service -> module:factory of its Flask application, and what it stands for.
SIMULATORS: dict[str, tuple[str, str]] = {
    "toss-settlements": ("app.simulators.toss_settlements:create_app", "Toss Payments' settlement rows"),
    "social-login": ("app.simulators.social_login:create_app", "Kakao Login and Naver Login"),
    "popbill": ("app.simulators.popbill:create_app", "Popbill's tax invoices, and Linkhub's tokens"),
    "toss-payouts": ("app.simulators.toss_payouts:create_app", "Toss Payments' payout service"),
}  # fmt: skip


@click.command()
@click.argument("service", type=click.Choice(sorted(SIMULATORS)))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Loopback port (default: a free one)."
)
def simulator(service: str, port: int) -> None:
    """Answer like an outside service, on 127.0.0.1 alone, until interrupted."""
    from werkzeug.serving import make_server

    place, what = SIMULATORS[service]
    module, _, name = place.partition(":")
    server = make_server("127.0.0.1", port, getattr(import_module(module), name)(), threaded=True)
    click.echo(f"{what}: http://127.0.0.1:{server.server_port}")
    server.serve_forever()
