"""``zhengtong ask "…"``: a guide in the terminal."""

from __future__ import annotations

import click


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the reply as JSON, as REST gives it.")
@click.option("--conversation", help="Key of an earlier reply, to go on with it.")
def command(question: tuple[str, ...], as_json: bool, conversation: str | None) -> None:
    """Ask QUESTION in your own words and get a guide, every fact with its source."""
    from zhengtong.config.startup import start

    start()
    from zhengtong.config.language import terminal_language
    from zhengtong.contexts.guidance import service as guidance
    from zhengtong.kernel.actors import ANONYMOUS

    reply = guidance.ask(
        " ".join(question), actor=ANONYMOUS, conversation=conversation, language=terminal_language(), channel="terminal"
    )
    click.echo(guidance.to_json(reply) if as_json else guidance.as_text(reply))
