"""The filter ``as_typed``."""

from __future__ import annotations

from django import template

from zhengtong.platform.ui.typed import as_typed

register = template.Library()
register.filter(as_typed)
