"""Load what the first questions would have to wait for: words, weights, the embedder, items, laws."""

from __future__ import annotations

from django.db import Error as DatabaseTrouble
from django.db import connection

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.kernel.actors import SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.program import program

_ITEMS = 3_000  # most cities have fewer; about 20 kB each
_QUESTIONS = ("身份证丢了怎么补办", "试用期最长多久，法律怎么规定")


def warm_up() -> None:
    """Answer questions without recording anything. Where that cannot be done yet, the first person's will."""
    try:
        program()
        for question in _QUESTIONS:
            ask(question, actor=SYSTEM, record=False)
        catalog.items([each.code for each in catalog.list_items(size=_ITEMS).items])
    except (DatabaseTrouble, Fault):
        return
    finally:
        connection.close()
