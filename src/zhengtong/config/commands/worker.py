"""``zhengtong worker``: background jobs, in a process of their own."""

from __future__ import annotations

import os

import click

_NICENESS = 10


@click.command()
@click.option("--until-idle", is_flag=True, help="Do what is waiting, then end. Exit code 1 when a job failed.")
def command(until_idle: bool) -> None:
    """Work off background jobs until stopped."""
    from django.utils.translation import gettext

    from zhengtong.config.startup import start

    start()
    from zhengtong.platform.jobs import service as jobs

    if not until_idle:
        lower_priority()  # only now: the database that may just have been started keeps its own
        jobs.run_worker(on_ready=lambda: click.echo(gettext("The worker is ready."), err=True))
        return
    outcome = jobs.run_pending()
    click.echo(
        gettext("%(done)d jobs done, %(failed)d failed.") % {"done": outcome.done, "failed": outcome.failed},
        err=True,
    )
    if outcome.failed:
        raise SystemExit(1)


def lower_priority() -> None:
    """Replies come first: on a busy machine the kernel gives a worker what they leave."""
    os.nice(_NICENESS)
