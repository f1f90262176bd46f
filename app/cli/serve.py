"""`mindgarden serve`: the tenant portal, by gunicorn, on this machine alone."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING, Any

import click

from app.db.connection import connect
from app.failure import EnvironmentProblem

if TYPE_CHECKING:
    from gunicorn.app.base import BaseApplication

HOST = "127.0.0.1"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 256))
def serve(port: int, workers: int, threads: int) -> None:
    """Serve the tenant portal on 127.0.0.1 until stopped."""
    connect("mg_app").close()  # a server that isn't there is said now, not on the first page
    _require_free(port)
    click.echo(f"http://{HOST}:{port} (stop with Ctrl-C)", err=True)
    _application(port, workers, threads).run()


def _require_free(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as problem:
            busy = problem.errno == errno.EADDRINUSE
            raise EnvironmentProblem(
                f"port {port} is {'in use' if busy else 'not to be had'}",
                hint=f"run: mindgarden serve --port {port + 1 if port < 65535 else 8000}",
            ) from problem


def _application(port: int, workers: int, threads: int) -> BaseApplication:
    from gunicorn.app.base import BaseApplication

    class Portal(BaseApplication):  # type: ignore[misc]
        """gunicorn with our settings; each worker builds its own application and pool."""

        def load_config(self) -> None:
            settings: dict[str, Any] = {
                "bind": f"{HOST}:{port}",
                "worker_class": "gthread",
                "workers": workers,
                "threads": threads,
                "timeout": 120,
                "graceful_timeout": 20,
                "keepalive": 5,
                "worker_tmp_dir": "/dev/shm",  # noqa: S108  heartbeats in memory, not on disk
                "loglevel": "warning",
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from app.tenant import create_app
            from app.tenant.request_log import set_up_logging

            set_up_logging()
            return create_app()

    return Portal()
