"""A day in an address or in JSON: written out, nothing else."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written_out(value: object) -> object:
    """By itself pydantic reads ``0`` as seconds since 1970: an answer about another day than the one that was meant."""
    if value is None or isinstance(value, date) or (isinstance(value, str) and _WRITTEN.fullmatch(value)):
        return value
    raise PydanticCustomError("date_parsing", "must be a date such as 2026-05-01")


Day = Annotated[date, BeforeValidator(_written_out)]
