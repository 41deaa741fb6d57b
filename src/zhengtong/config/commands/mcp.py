"""``zhengtong mcp``: the tools for an assistant on this machine, over standard input and output."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper
from typing import Any, TextIO

import click


@click.command()
@click.option("--address", default="", help="Address of the site, to make links whole.")
def command(address: str) -> None:
    """Serve the tools of an assistant to the program that began this.

    Tools: search_items, get_guide, get_item, search_law, verify_citation. One JSON-RPC message a line (Model Context
    Protocol). Ends with its input. Nothing else is written to the output.
    """
    from zhengtong.config.startup import start

    for stream in (sys.stdin, sys.stdout):  # the protocol is UTF-8, whatever this terminal speaks
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    spoken, sys.stdout = sys.stdout, sys.stderr  # what anything prints on the way must not get between the messages
    start()
    from zhengtong.contexts.guidance import service as guidance
    from zhengtong.kernel.actors import system

    serve(sys.stdin, spoken, guidance.tool_server(system("mcp"), address=address))


def serve(read: TextIO, write: TextIO, server: Any) -> None:
    """Answer line by line until the input ends."""
    from django.db import close_old_connections

    from zhengtong.contexts.guidance import service as guidance

    for line in read:
        if not line.strip():
            continue
        found = guidance.tool_answer(line, server)
        close_old_connections()
        if found is not None:
            write.write(json.dumps(found, ensure_ascii=False) + "\n")
            write.flush()
