"""The components of pages. ``docs/how-to/look.md`` lists them with examples; ``/style/`` shows them."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from zhengtong.platform.ui.shell import Shell

register = template.Library()


@register.simple_tag
def service_name(shell: Shell | None) -> str:
    """The name of the service as residents know it: the city's, or a plain one before a city pack is loaded."""
    if shell is None or not shell.city:
        return gettext("Government services")
    return gettext("%(city)s government services") % {"city": shell.city}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside words; it never stands alone, so screen readers skip it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.simple_block_tag
def side(content: str) -> SafeString:
    """The column beside the main one; nothing at all when a page leaves it empty."""
    return format_html('<div class="side">{}</div>', content) if content.strip() else SafeString("")
