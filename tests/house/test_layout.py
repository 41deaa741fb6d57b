"""Rules of the house that import-linter cannot see."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src" / "zhengtong"
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
DRAWERS = {"utils", "common", "helper", "helpers", "manager", "managers", "misc"}
TIERS = [["guidance"], ["catalog", "knowledge"], ["people"]]

# A longer file needs its reason here.
LONG_FILES: dict[str, str] = {}


def _name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_no_drawer_collects_what_has_no_place() -> None:
    assert [_name(path) for path in FILES if path.stem in DRAWERS or DRAWERS & set(path.parent.parts)] == []


def test_files_stay_small_enough_to_read() -> None:
    long = {
        _name(path): lines
        for path in FILES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400 and _name(path) not in LONG_FILES
    }
    assert long == {}


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("layer", ["contexts", "config"])
def test_the_platform_is_entered_through_its_doors_only(layer: str) -> None:
    """A platform package's door is ``service``. Config also mounts pages and interfaces (``urls``, ``rest``), and the
    ledger's ``offline`` part is a door for checking a receipt where neither Django nor a database is."""
    mounted = {"urls", "rest", "offline"} if layer == "config" else set()
    past_the_door = []
    for path in FILES:
        if _name(path).split("/")[0] != layer:
            continue
        for imported in _imports(path):
            parts = imported.split(".")
            if parts[:2] == ["zhengtong", "platform"] and len(parts) > 3 and parts[3] not in {"service", *mounted}:
                past_the_door.append(f"{_name(path)}: {imported}")
    assert past_the_door == []


def test_config_enters_a_context_through_its_doors_only() -> None:
    """The door is ``service``; pages and interfaces are mounted from ``web``, and files come in by ``importers``."""
    past_the_door = [
        f"{_name(path)}: {imported}"
        for path in FILES
        if _name(path).startswith("config/")
        for imported in _imports(path)
        if imported.startswith("zhengtong.contexts.")
        and not {"service", "web", "importers"} & set(imported.split(".")[3:4])
    ]
    assert past_the_door == []


def _tier(label: str) -> int:
    return next((index for index, tier in enumerate(TIERS) if label in tier), len(TIERS))


def test_no_foreign_key_points_up_or_across_a_tier() -> None:
    wrong = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = field.related_model if (field.many_to_one or field.one_to_one) and field.concrete else None
            if not isinstance(target, type) or not model.__module__.startswith("zhengtong."):
                continue
            ours, theirs = model._meta.app_label, target._meta.app_label
            platform_to_context = ".platform." in model.__module__ and ".contexts." in target.__module__
            if platform_to_context or (ours != theirs and _tier(theirs) <= _tier(ours) < len(TIERS)):
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert wrong == []


def test_every_package_folder_is_a_package() -> None:
    folders = {path.parent for path in FILES}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []
