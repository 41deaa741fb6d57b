"""``zhengtong serve``: everything that a city needs, in one command."""

from __future__ import annotations

import errno
import functools
import http.client
import os
import signal
import socket
import time
from pathlib import Path
from typing import NoReturn

import click

from zhengtong.config.commands._children import Child
from zhengtong.kernel.errors import Fault

TICK_SECONDS = 0.2
END_SECONDS = 15.0
DEFAULT_PACK = Path(__file__).resolve().parents[4] / "packs" / "jianglan"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for all addresses of this machine.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes; by default a core each, at most 4.")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    help="Requests that one web process answers at a time; by default 2, or 4 where it waits for models.",
)
@click.option(
    "--pack",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=f"The city's pack; by default packs/{DEFAULT_PACK.name} when no pack is loaded yet.",
)
@click.option("--no-pack", is_flag=True, help="Load no city: serve what this data folder holds.")
@click.option("--no-worker", is_flag=True, help="No background jobs here; run `zhengtong worker` elsewhere.")
def command(
    *, host: str, port: int, workers: int | None, threads: int | None, pack: Path | None, no_pack: bool, no_worker: bool
) -> None:
    """Serve the platform until stopped: database, web and background jobs."""
    begun = time.monotonic()
    _tell_settings()
    _require_free(host, port)
    _prepare(pack, none=no_pack)
    count = workers or min(4, os.cpu_count() or 1)
    children = [Child("web", functools.partial(_serve_web, host, port, count, threads or _usual_threads()))]
    if not no_worker:
        children.append(Child("worker", _work))
    _Service(children, host, port, begun).run()


def _tell_settings() -> None:
    """Settings that cannot be read are said at once: what they set is left at its default, or off."""
    from zhengtong.config import environment
    from zhengtong.config.language import in_users_language

    for fault in environment.problems():
        click.echo(in_users_language(fault), err=True)


def _usual_threads() -> int:
    """One computes while another waits for the database; more only take the processor from each other. Who waits for a
    model or for speech takes no processor, but a thread."""
    from zhengtong.platform.ai import service as ai

    return 4 if ai.takes_its_time() else 2


def _serve_web(host: str, port: int, workers: int, threads: int) -> None:
    from zhengtong.config.commands import _web

    _web.serve(host, port, workers, threads)


def _work() -> None:
    from zhengtong.config.commands.worker import lower_priority
    from zhengtong.platform.jobs import service as jobs

    lower_priority()
    jobs.run_worker()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Fault(
                    "port-in-use",
                    "Port %(port)d is in use by another program.",
                    "Stop it, or choose another port with --port.",
                    {"port": port},
                ) from error
            raise Fault(
                "address-unusable",
                "This machine cannot serve at %(host)s port %(port)d: %(reason)s.",
                "Choose others with --host and --port; ports below 1024 need root.",
                {"host": host, "port": port, "reason": error.strerror or str(error)},
            ) from error


def _prepare(pack: Path | None, *, none: bool) -> None:
    from django.conf import settings
    from django.db import connections

    from zhengtong.config import startup
    from zhengtong.config.commands import _web

    startup.start(say=say)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    if not none:
        startup.load_pack(pack, default=DEFAULT_PACK, say=say)
    say("Loading what answers need")
    _web.preload()
    # this process only looks after the others from here on
    connections.close_all()


def say(message: str) -> None:
    """A line of progress in the terminal's language."""
    from zhengtong.config.language import in_terminal_language

    click.echo(in_terminal_language(message) + " …", err=True)


class _Service:
    """Looks after the processes until it is told to stop."""

    def __init__(self, children: list[Child], host: str, port: int, begun: float) -> None:
        self.children = children
        self.host = host
        self.port = port
        self.begun = begun
        self.address_told = False
        self.database_told = ""

    def run(self) -> None:
        for word in (signal.SIGTERM, signal.SIGINT):
            signal.signal(word, _stop)
        try:
            for child in self.children:
                child.start()
            while True:
                self.look_after_all()
                time.sleep(TICK_SECONDS)
        except KeyboardInterrupt:
            # a second Ctrl-C must not cut the orderly end short
            for word in (signal.SIGTERM, signal.SIGINT):
                signal.signal(word, signal.SIG_IGN)
        self.end()

    def look_after_all(self) -> None:
        from django.utils.translation import gettext

        for child in self.children:
            ended = child.look_after()
            if ended is not None:
                click.echo(
                    gettext("The %(name)s process ended (%(code)d) and starts again.")
                    % {"name": child.name, "code": ended},
                    err=True,
                )
        self.look_after_database()
        if not self.address_told and self.answers():
            self.address_told = True
            click.echo(
                gettext("Ready after %(seconds).1f s: %(address)s  (Ctrl-C ends it)")
                % {"seconds": time.monotonic() - self.begun, "address": f"http://{self.shown_host}:{self.port}/"}
            )

    def look_after_database(self) -> None:
        """The database's keeper restarts it; this starts a keeper that was killed."""
        from zhengtong.config.language import in_users_language
        from zhengtong.platform.database import service as database

        try:
            if database.is_kept():
                return
            database.ensure_running()
            self.database_told = ""
        except Fault as fault:
            if fault.code != self.database_told:
                click.echo(in_users_language(fault), err=True)
            self.database_told = fault.code

    @property
    def shown_host(self) -> str:
        if self.host in ("0.0.0.0", "::"):
            return "127.0.0.1"
        return f"[{self.host}]" if ":" in self.host else self.host

    def answers(self) -> bool:
        connection = http.client.HTTPConnection(self.shown_host.strip("[]"), self.port, timeout=2)
        try:
            connection.request("GET", "/", headers={"Host": "localhost"})
            return connection.getresponse().status > 0
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def end(self) -> None:
        from django.db import connections

        from zhengtong.platform.database import service as database

        say("Stopping")
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.end(within=END_SECONDS)
        connections.close_all()
        # the one who stops a service wants it stopped; others who use the database keep it up
        database.stop(if_unused=True)


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt
