"""``run`` serves the API with its background work; ``worker`` is the latter alone."""

import signal
import sys
import threading
from typing import Any

import click
from flask import Flask
from waitress.server import create_server

from api import create_app
from cli.setting_up import migrated, opened
from core import log
from core.config import Settings
from jobs.clockwork import clockwork, start_in_thread
from jobs.mailers import mailer_for


def serving(app: Flask, *, host: str, port: int) -> Any:
    """waitress, so set up that 200 slow clients are harmless."""
    return create_server(
        app,
        host=host,
        port=port,
        ident=None,
        threads=8,
        connection_limit=1000,
        asyncore_use_poll=True,
        channel_timeout=60,
        max_request_header_size=32 * 1024,
        max_request_body_size=1024 * 1024,
        clear_untrusted_proxy_headers=True,
    )


@click.command()
def run() -> None:
    """Migrate, then serve the API with its background work."""
    settings = Settings.from_env()
    log.configure()
    database = migrated(opened(settings))
    worker_in_thread = start_in_thread(clockwork(database, mailer_for(settings)))
    server = serving(create_app(database), host=settings.host, port=settings.port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    click.echo(f"Mend listens on http://{settings.host}:{server.effective_port}", err=True)
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()
        worker_in_thread.stop(graceful=True)


@click.command()
def worker() -> None:
    """Do the background work alone; any number of these beside PostgreSQL."""
    settings = Settings.from_env()
    log.configure()
    over = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: over.set())
    database = opened(settings)
    database.refuse_unsafe()
    running = start_in_thread(clockwork(database, mailer_for(settings)))
    over.wait()
    running.stop(graceful=True)
