"""What the schema of an item cannot see: whether everything it names exists and its conditions can come true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.catalog.importers.condition_check import condition_findings, situation_findings
from zhengtong.kernel.divisions import is_division_code, within
from zhengtong.kernel.ordering import circles, in_order
from zhengtong.platform.packs import service as packs

Data = Mapping[str, Any]


def item_findings(file: packs.PackFile, pack: packs.PackView) -> Iterator[packs.Finding]:
    """All findings about one item."""
    data = file.data
    for kind, pointer, key in _references(data):
        finding = pack.broken_reference(kind, key, file, pointer)
        if finding:
            yield finding
    if data["code"] in data.get("related", ()):
        yield file.finding(
            "warning", "circular-reference", N_("The item names itself as related."),
            ("related", data["related"].index(data["code"])), N_("Remove it."),
        )  # fmt: skip
    yield from division_findings(file, pack, data, ("region",))
    yield from _repeated_keys(file, data)
    yield from _limit_findings(file, data)
    yield from situation_findings(file)
    yield from condition_findings(file, pack)
    yield from source_findings(file, pack, data, ())
    for number, basis in enumerate(data.get("legal_basis", ())):
        finding = _reference_finding(file, pack, basis, ("legal_basis", number))
        if finding:
            yield finding


def circle_findings(files: Sequence[packs.PackFile]) -> Iterator[packs.Finding]:
    """Items that wait for one another, so that none can be the first. A wait with a condition counts: for somebody
    it comes true."""
    by_code = {file.data["code"]: file for file in files}
    after = {code: [rule["item"] for rule in file.data.get("after", ())] for code, file in by_code.items()}
    for ring in circles(after):
        for code in ring:
            number = next(n for n, other in enumerate(after[code]) if other in ring)
            yield by_code[code].finding(
                "error", "circular-reference", N_("These items wait for one another: %(circle)s."),
                ("after", number, "item"), N_("Remove one of the entries under “after”."), circle=", ".join(ring),
            )  # fmt: skip


def _references(data: Data) -> Iterator[tuple[str, packs.Pointer, str]]:
    yield "department", ("department",), data["department"]
    yield "kind", ("kind",), data["kind"]
    for field, kind in (("audience", "audience"), ("themes", "theme"), ("related", "item")):
        for number, key in enumerate(data.get(field, ())):
            yield kind, (field, number), key
    for number, prerequisite in enumerate(data.get("after", ())):
        yield "item", ("after", number, "item"), prerequisite["item"]
    for number, place in enumerate(data.get("places", ())):
        if "hall" in place:
            yield "hall", ("places", number, "hall"), place["hall"]
    for number, material in enumerate(data.get("materials", ())):
        if "held_by" in material:
            yield "department", ("materials", number, "held_by"), material["held_by"]


def division_findings(
    file: packs.PackFile, pack: packs.PackView, data: Data, pointer: packs.Pointer
) -> Iterator[packs.Finding]:
    """A region that lies outside the city: 990100 holds 990100 to 990199 and all that is below."""
    region, own = data.get("region", ""), pack.division_code
    if region and is_division_code(own) and not (is_division_code(region) and within(region, own)):
        yield file.finding(
            "error", "wrong-division", N_("The division %(region)s does not lie in the city, %(own)s."), pointer,
            N_("Use the city's code or one of its districts."), region=region, own=own,
        )  # fmt: skip


def _repeated_keys(file: packs.PackFile, data: Data) -> Iterator[packs.Finding]:
    for field in ("situations", "materials"):
        seen: set[str] = set()
        for number, entry in enumerate(data.get(field, ())):
            if entry["key"] in seen:
                yield file.finding(
                    "error", "duplicate-code", N_("The key “%(key)s” is here twice."), (field, number, "key"),
                    N_("Give one of the two another key."), key=entry["key"],
                )  # fmt: skip
            seen.add(entry["key"])


def _limit_findings(file: packs.PackFile, data: Data) -> Iterator[packs.Finding]:
    limits = data.get("limits", {})
    if "statutory" not in limits or "promised" not in limits:
        return
    statutory, promised = limits["statutory"], limits["promised"]
    same_unit = statutory["unit"] == promised["unit"]
    # seven calendar days hold five working days, so only more than that is surely later
    longest = promised["days"] * (7 / 5 if promised["unit"] == "working" else 1)
    allowed = statutory["days"] * (7 / 5 if statutory["unit"] == "working" else 1)
    if promised["days"] > statutory["days"] if same_unit else longest > allowed:
        yield file.finding(
            "error", "promise-too-late", N_("The promised time is longer than the law allows."),
            ("limits", "promised", "days"), N_("Promise no more than the statutory time."),
        )  # fmt: skip


def source_findings(
    file: packs.PackFile, pack: packs.PackView, data: Any, path: packs.Pointer
) -> Iterator[packs.Finding]:
    """What the registered checks say of every law and regulation that is named as a source."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "sources" and isinstance(value, list):
                for number, source in enumerate(value):
                    finding = _reference_finding(file, pack, source, (*path, key, number))
                    if finding:
                        yield finding
            elif key != "legal_basis":
                yield from source_findings(file, pack, value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from source_findings(file, pack, value, (*path, index))


def _reference_finding(
    file: packs.PackFile, pack: packs.PackView, source: Data, pointer: packs.Pointer
) -> packs.Finding | None:
    for kind in ("law", "regulation"):
        if kind in source:
            return packs.check_reference(kind, source, pack, file, pointer)
    return None


def hall_findings(file: packs.PackFile, pack: packs.PackView) -> Iterator[packs.Finding]:
    """Hours that end before they begin, or overlap."""
    for index, hall in enumerate(file.data):
        yield from division_findings(file, pack, hall, (index, "region"))
        by_day: dict[str, list[tuple[str, str]]] = {}
        for number, entry in enumerate(hall.get("hours", ())):
            place = (index, "hours", number)
            if entry["close"] <= entry["open"]:
                yield file.finding("error", "backward-span", N_("It closes before it opens."), place,
                                   N_("Swap the two."))  # fmt: skip
                continue
            for day in entry["days"]:
                for start, end in by_day.setdefault(day, []):
                    if entry["open"] < end and start < entry["close"]:
                        yield file.finding("error", "overlapping-hours", N_("Two openings on %(day)s overlap."),
                                           place, N_("Make them one."), day=day)  # fmt: skip
                by_day[day].append((entry["open"], entry["close"]))


def one_thing_findings(file: packs.PackFile, pack: packs.PackView) -> Iterator[packs.Finding]:
    """Members that are not there, and orders that cannot be kept."""
    data = file.data
    codes = [member["item"] for member in data["items"]]
    for number, member in enumerate(data["items"]):
        finding = pack.broken_reference("item", member["item"], file, ("items", number, "item"))
        if finding:
            yield finding
        for position, code in enumerate(member.get("after", ())):
            if code not in codes:
                yield file.finding(
                    "error", "broken-reference", N_("“%(key)s” is not one of the items of this bundle."),
                    ("items", number, "after", position), N_("Add it to the items, or remove it here."), key=code,
                )  # fmt: skip
    if "department" in data:
        finding = pack.broken_reference("department", data["department"], file, ("department",))
        if finding:
            yield finding
    _, circle = in_order({member["item"]: member.get("after", ()) for member in data["items"]})
    if circle:
        yield file.finding(
            "error", "circular-reference", N_("These items wait for one another: %(circle)s."), ("items",),
            N_("Remove one of the entries under “after”."), circle=", ".join(circle),
        )  # fmt: skip
    yield from division_findings(file, pack, data, ("region",))
    yield from source_findings(file, pack, data, ())
