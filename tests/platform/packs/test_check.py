"""Whatever is wrong with a pack is found, all at once, with its place and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.factories.packs import FILES, changed, write_pack

from zhengtong.platform.packs import service as packs
from zhengtong.platform.packs.positions import MAX_NODES, field_name, parse

pytestmark = pytest.mark.django_db


def codes(report: packs.Report) -> list[str]:
    return [finding.code for finding in report.findings if finding.code != "laws-not-imported"]


def errors(report: packs.Report) -> list[tuple[str, str | None, int | None, str | None]]:
    return [(f.code, f.file, f.line, f.field) for f in report.errors]


def test_a_good_pack_has_no_errors(tmp_path):
    report = packs.check(write_pack(tmp_path))
    assert report.ok, [finding.as_data() for finding in report.errors]
    assert report.counts["item"] == 2


def test_the_sample_city_and_the_core_have_no_errors():
    folder = Path(settings.REPOSITORY) / "packs"
    for name, layer in (("core", "core"), ("jianglan", "city")):
        report = packs.check(folder / name, layer=layer)
        assert report.ok, [f"{f.place}: {f.text()}" for f in report.errors]


BROKEN = [
    ("items/card.yaml", "department: police", "department: polise", "broken-reference", "department", 5),
    ("items/card.yaml", "kind: confirmation", "kind: confirmations", "broken-reference", "kind", 6),
    ("items/card.yaml", "audience: [person]", "audience: [people]", "broken-reference", "audience[0]", 7),
    ("items/card.yaml", "themes: [identity]", "themes: [identy]", "broken-reference", "themes[0]", 9),
    ("items/card.yaml", "hall: centre", "hall: center", "broken-reference", "places[0].hall", 28),
    ("items/card.yaml", "related: [T-2]", "related: [T-3]", "broken-reference", "related[0]", 29),
    ("items/card.yaml", 'op: eq, value: "yes"', 'op: eq, value: "maybe"', "broken-reference", "materials[0].when", 20),
    ("items/card.yaml", "field: minor", "field: minors", "unknown-field", "materials[0].when", 20),
    ("items/card.yaml", 'op: eq, value: "yes"', "op: equals, value: 1", "rule-", "materials[0].when", 20),
    ("items/card.yaml", 'region: "990200"', 'region: "440100"', "wrong-division", "region", 8),
    ("items/card.yaml", "days: 15", "days: 90", "promise-too-late", "limits.promised.days", 26),
    ("items/card.yaml", "amount: 40", "amount: -1", "out-of-bounds", "fees[0].amount", 23),
    ("items/card.yaml", "amount: 40", "amount: forty", "wrong-type", "fees[0].amount", 23),
    ("items/card.yaml", "fees:", "fee:", "unknown-key", "fee", 22),
    ("items/card.yaml", "need: conditional", "need: perhaps", "not-allowed", "materials[0].need", 19),
    ("items/card.yaml", "article: 第七条", "paragraph: 7", "unknown-key", "materials[0].sources[0].paragraph", 21),
    ("items/card.yaml", 'region: "990200"', "region: 990200", "wrong-type", "region", 8),
    ("items/temporary.yaml", "code: T-2", "code: T-1", "duplicate-code", "code", 1),
    ("items/temporary.yaml", "kind: confirmation", "kind: licence\nkind: confirmation", "duplicate-key", "kind", 5),
    ("items/temporary.yaml", "title: {", "title: !!python/object {", "tag", "title", 2),
    ("departments.yaml", "  phone: 0990-1", "  parent: card-office", "circular-reference", "[0].parent", 3),
    ("departments.yaml", "parent: police", "parent: nobody", "broken-reference", "[1].parent", 6),
    ("halls.yaml", 'close: "17:00"', 'close: "08:00"', "backward-span", "hours", 5),
    ("one-things/lost.yaml", "- {item: T-1}", "- {item: T-1, after: [T-2]}", "circular-reference", "items", 3),
    ("one-things/lost.yaml", "after: [T-1]", "after: [T-9]", "broken-reference", "items[0].after[0]", 4),
    ("calendar.yaml", "to: 2026-10-07", "to: 2026-09-07", "backward-span", "years[0].holidays[0]", 5),
    ("calendar.yaml", "to: 2026-10-07", "to: 2026-13-07", "wrong-form", "years[0].holidays[0].to", 5),
    ("pack.yaml", "notice:", "notices:", "unknown-key", "notices", 6),
    ("pack.yaml", "notice:", "time_zone: Asia/Shanghei\nnotice:", "no-time-zone", "time_zone", 6),
    ("pack.yaml", "notice:", "time_zone: Asia\nnotice:", "no-time-zone", "time_zone", 6),
    ("pack.yaml", 'division_code: "990200"\n', "", "key-missing", None, 1),
]


@pytest.mark.parametrize(
    ("path", "old", "new", "code", "field", "line"), BROKEN, ids=[f"{b[0]}:{b[2][:24]}" for b in BROKEN]
)
def test_each_mistake_is_found_at_its_line(tmp_path, path, old, new, code, field, line):  # noqa: PLR0917
    report = packs.check(write_pack(tmp_path, **changed(path, old, new)))
    found = [f for f in report.errors if f.file == path and f.code.startswith(code)]
    assert found, errors(report)
    assert any(
        f.line == line and (field is None or (f.field or "").startswith(field) or field in (f.field or ""))
        for f in found
    ), errors(report)
    for finding in found:
        assert "%(" not in finding.text()


def test_all_mistakes_are_reported_together(tmp_path):
    card = FILES["items/card.yaml"].replace("department: police", "department: nobody").replace("[T-2]", "[T-7]")
    report = packs.check(write_pack(tmp_path, **{"items/card.yaml": card}, **changed("halls.yaml", "mon, ", "moon, ")))
    assert {f.file for f in report.errors} >= {"items/card.yaml", "halls.yaml"}
    assert sum(f.file == "items/card.yaml" for f in report.errors) >= 2


def test_a_situation_that_nobody_can_reach_is_found(tmp_path):
    card = FILES["items/card.yaml"].replace(
        "    options:",
        "    when: {all: [{field: minor, op: eq, value: 'yes'}, {field: minor, op: eq, value: 'no'}]}\n    options:", 1,
    )  # fmt: skip
    report = packs.check(write_pack(tmp_path, **{"items/card.yaml": card}))
    assert "unreachable-situation" in codes(report)


def test_a_condition_that_can_never_hold_is_found(tmp_path):
    never = 'when: {all: [{field: minor, op: eq, value: "yes"}, {field: minor, op: eq, value: "no"}]}'
    report = packs.check(
        write_pack(tmp_path, **changed("items/card.yaml", 'when: {field: minor, op: eq, value: "yes"}', never))
    )
    assert ("never-true", "items/card.yaml", 20, "materials[0].when") in errors(report)


def test_a_missing_translation_is_a_warning(tmp_path):
    report = packs.check(write_pack(tmp_path, **changed("items/card.yaml", ", en: Fee}", "}")))
    warnings = [(f.code, f.field, f.line) for f in report.warnings]
    assert ("missing-translation", "fees[0].name", 23) in warnings and report.ok


def test_a_law_is_judged_by_the_check_that_is_registered_for_it(tmp_path, monkeypatch):
    from zhengtong.platform.packs import sections

    def expired(reference, pack):
        return packs.Finding("error", "law-repealed", "“%(law)s” is repealed.", {"law": reference["law"]})

    monkeypatch.setitem(sections._reference_checks, "law", expired)
    report = packs.check(write_pack(tmp_path))
    assert ("law-repealed", "items/card.yaml", 21, "materials[0].sources[0]") in errors(report)


def test_an_algorithm_without_an_owner_is_found(tmp_path):
    text = "- {id: city.thing, version: '1', name: {zh: 名}, purpose: {zh: 用}, risk: information}\n"
    report = packs.check(write_pack(tmp_path, **{"algorithms.yaml": text}))
    assert ("key-missing", "algorithms.yaml", 1, "[0]") in errors(report)


def test_symbolic_links_are_reported_and_not_followed(tmp_path):
    folder = write_pack(tmp_path / "pack")
    (folder / "items" / "loop").symlink_to(folder)
    (folder / "items" / "host.yaml").symlink_to("/etc/hostname")
    report = packs.check(folder)
    assert sorted(f.file or "" for f in report.errors if f.code == "symbolic-link") == ["items/host.yaml", "items/loop"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: &x [*x]", "circular-reference"),
        (b"a: &a [1,1,1,1,1,1,1,1,1,1]\n" + b"".join(
            b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 10)) for n in range(9)),
         "too-many-nodes"),
        (b"[" * 100, "too-deep"),
        (b"a: 1\n---\nb: 2\n", "second-document"),
        (b"a: [1\nb: }", "yaml-syntax"),
        ("a: 身份".encode("gb18030"), "not-utf-8"),
        (b"\x00\x01\x02", "yaml-syntax"),
        (b"x" * (4 * 1024 * 1024 + 1), "file-too-large"),
        (b"? [1, 2]\n: 3", "key-not-text"),
        (b"", "empty-file"),
    ],
)  # fmt: skip
def test_hostile_or_broken_files_are_reported(tmp_path, content, code):
    folder = write_pack(tmp_path)
    (folder / "items" / "card.yaml").write_bytes(content)
    report = packs.check(folder)
    assert (code, "items/card.yaml") in [(f.code, f.file) for f in report.errors]


def test_numbers_words_and_dates_are_read_as_people_mean_them():
    parsed = parse(b"a: yes\nb: 0110\nc: 2026-01-01\nd: 1.5\ne: true\nf: 12\ng: 11440000006939756123\nh: ~", "f")
    assert parsed.data == {"a": "yes", "b": "0110", "c": "2026-01-01", "d": 1.5, "e": True, "f": 12,
                           "g": "11440000006939756123", "h": None}  # fmt: skip


def test_a_reference_to_a_value_is_followed_within_limits():
    parsed = parse(b"a: &x {k: 1}\nb: *x", "f")
    assert parsed.data == {"a": {"k": 1}, "b": {"k": 1}} and not parsed.findings and MAX_NODES > 1000


def test_a_folder_that_is_not_there_and_an_empty_one_are_said(tmp_path):
    assert codes(packs.check(tmp_path / "nowhere")) == ["no-folder"]
    assert codes(packs.check(tmp_path)) == ["no-settings"]


def test_findings_are_in_the_language_of_the_reader(tmp_path):
    report = packs.check(write_pack(tmp_path, **changed("items/card.yaml", "department: police", "department: polise")))
    with override("zh-hans"):
        assert "police" in report.errors[0].text() and report.errors[0].text() != "There is no"


def test_the_schemas_beside_the_packs_are_current():
    folder = Path(settings.REPOSITORY) / "packs" / "schema"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")} == packs.schema_files()


@given(st.binary(max_size=300))
@hypothesis_settings(max_examples=150, deadline=None)
def test_no_bytes_make_the_reader_fail(content):
    parsed = parse(content, "f")
    assert all(finding.text() and (finding.line or 1) >= 1 for finding in parsed.findings)
    assert isinstance(parsed.data, dict | list | str | int | float | bool | None)


TEXT = st.text(st.characters(exclude_categories=("C", "Z")), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
@hypothesis_settings(max_examples=150, deadline=None)
def test_json_is_read_as_it_is_and_every_node_has_a_line(data):
    import json

    text = json.dumps(data, ensure_ascii=False)
    parsed = parse(text.encode(), "f")
    assert parsed.findings == () and parsed.data == data
    assert all(line >= 1 and isinstance(field_name(path), str) for path, line in parsed.lines.items())
