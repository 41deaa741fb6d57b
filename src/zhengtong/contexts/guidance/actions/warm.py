"""Load what the first question would have to wait for: the words, the weights of the ranking, the embedder."""

from __future__ import annotations

from django.db import Error as DatabaseTrouble
from django.db import connection

from zhengtong.contexts.guidance.domain.understanding import understand
from zhengtong.contexts.guidance.queries import retrieval
from zhengtong.contexts.guidance.queries.home import home

_QUESTION = "身份证丢了怎么补办"


def warm_up() -> None:
    """Answer a question without recording anything. For a thread of its own; a database that is down is no matter."""
    try:
        place = home()
        understood = understand(_QUESTION, region=place.region, local_names=place.names)
        retrieval.items_for(understood.resolved)
    except DatabaseTrouble:
        return
    finally:
        connection.close()
