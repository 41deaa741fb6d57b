"""A small, complete city pack to break in one place at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILES = {
    "pack.yaml": """\
id: testcity
version: "1"
name: {zh: 测试市, en: Testville}
division_code: "990200"
sample: true
notice: {zh: 虚构, en: Invented}
languages: [zh, en]
hotline: "12345"
""",
    "departments.yaml": """\
- key: police
  name: {zh: 测试市公安局, en: Testville Police}
  phone: 0990-1
- key: card-office
  name: {zh: 测试市证件处, en: Testville Card Office}
  parent: police
""",
    "themes.yaml": """\
- key: identity
  name: {zh: 身份, en: Identity}
  aliases: [证件办理]
""",
    "halls.yaml": """\
- key: centre
  name: {zh: 市民中心, en: Centre}
  address: {zh: 中心路 1 号, en: 1 Centre Road}
  hours:
    - {days: [mon, tue, wed, thu, fri], open: "09:00", close: "17:00"}
""",
    "calendar.yaml": """\
years:
  - year: 2026
    source: {standard: 通知}
    holidays:
      - {from: 2026-10-01, to: 2026-10-07, name: {zh: 国庆节, en: National Day}}
    workdays: [2026-10-10]
""",
    "items/card.yaml": """\
code: T-1
title: {zh: 身份证丢失补领, en: Replace a lost card}
aliases: {zh: [补办身份证], en: [lost card]}
questions: {zh: [身份证丢了怎么办]}
department: police
kind: confirmation
audience: [person]
region: "990200"
themes: [identity]
situations:
  - key: minor
    question: {zh: 未满十六周岁吗？, en: Under 16?}
    options:
      - {key: "yes", label: {zh: 是, en: "Yes"}}
      - {key: "no", label: {zh: 否, en: "No"}}
materials:
  - key: guardian
    name: {zh: 监护人身份证, en: Card of the guardian}
    need: conditional
    when: {field: minor, op: eq, value: "yes"}
    sources: [{law: 中华人民共和国居民身份证法, article: 第七条}]
fees:
  - {name: {zh: 工本费, en: Fee}, amount: 40}
limits:
  statutory: {days: 60, unit: calendar}
  promised: {days: 15, unit: working}
places:
  - {hall: centre, windows: "3"}
related: [T-2]
""",
    "items/temporary.yaml": """\
code: T-2
title: {zh: 临时身份证申领, en: Temporary card}
department: card-office
kind: confirmation
audience: [person]
region: "990201"
themes: [identity]
""",
    "one-things/lost.yaml": """\
key: lost-everything
title: {zh: 证件全丢一件事, en: Everything lost}
items:
  - {item: T-2, after: [T-1]}
  - {item: T-1}
""",
}


def write_pack(folder: Path, **changes: str | None) -> Path:
    """The pack in ``folder``. ``changes``: path to other content, None to leave a file out."""
    for path, content in (FILES | changes).items():
        if content is not None:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
    return folder


@contextmanager
def loaded_once(blocker, folder: Path, **changes: str | None) -> Iterator[None]:
    """The pack is in the database for a whole module: what a test does is rolled back to it, and it is at the end.

    Not for tests with transactions of their own (``transaction=True``): they would wait for this one.
    """
    from django.db import transaction  # django is not set up yet when pytest reads this file

    from zhengtong.kernel.actors import SYSTEM
    from zhengtong.platform.packs import service as packs

    with blocker.unblock(), transaction.atomic():
        packs.ensure_core()
        packs.load(write_pack(folder, **changes), actor=SYSTEM)
        yield
        transaction.set_rollback(True)


def changed(path: str, old: str, new: str) -> dict[str, str]:
    """One file with one place replaced, to give to ``write_pack``."""
    assert FILES[path].count(old) >= 1, (path, old)
    return {path: FILES[path].replace(old, new, 1)}
