"""Browsers may keep styles and scripts, and see a new one at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from zhengtong.platform.ui.assets import VersionedAssets


def test_the_address_of_a_file_changes_with_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEBUG = True
    file = tmp_path / "x.css"
    monkeypatch.setattr(finders, "find", lambda name: str(file))
    addresses = set()
    for content in ("a{}", "b{}", "a{}"):
        file.write_text(content)
        addresses.add(VersionedAssets().url("x.css"))
    assert len(addresses) == 2


def test_a_file_that_does_not_exist_gets_a_plain_address() -> None:
    assert static("no/such/file.css") == "/static/no/such/file.css"


def test_everything_that_a_page_loads_is_there_and_may_be_kept(db: None) -> None:
    client = Client()
    page = client.get("/style/").content.decode()
    addresses = set(re.findall(r'(?:href|src|data-module)="(/static/[^"#]+)', page))
    assert len(addresses) >= 7
    for address in addresses:
        reply = client.get(address)
        assert reply.status_code == 200, address
        assert "v=" in address
        assert int(re.findall(r"max-age=(\d+)", reply["Cache-Control"])[0]) >= 3600


def test_every_drawing_that_is_named_exists() -> None:
    source = Path(__file__).resolve().parents[3] / "src" / "zhengtong"
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (source / "platform/ui/static/ui/icons.svg").read_text()))
    named = set()
    for path in [*source.rglob("*.html"), *source.rglob("*.py")]:
        text = path.read_text("utf-8")
        named |= set(re.findall(r'{% icon "([\w-]+)"', text))
        named |= set(re.findall(r'"icon": "([\w-]+)"', text))
        named |= {
            name for table in re.findall(r"_ICONS = {(.*?)}", text, re.S) for name in re.findall(r': "([\w-]+)"', table)
        }
    assert {"phone", "clock"} <= named
    assert named <= drawn
