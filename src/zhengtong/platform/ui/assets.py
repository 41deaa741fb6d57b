"""Addresses of styles, scripts and drawings that change with their content, so that browsers may keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def _version_once(name: str) -> str:
    return _version(name)


def _version(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10] if isinstance(found, str) else ""


class VersionedAssets(StaticFilesStorage):
    """``/static/ui/css/base.css?v=0f3a…``. Nothing is collected or written: WhiteNoise serves the files where
    they lie, and a new release is seen at once although browsers keep the old one for a day."""

    def url(self, name: str | None, force: bool = False) -> str:
        address: str = super().url(name)
        version = (_version if settings.DEBUG else _version_once)(name) if name else ""
        return f"{address}?v={version}" if version else address
