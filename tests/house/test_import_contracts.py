"""The architecture's contracts hold, and each one notices when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

# contract, file to add a line to (made if absent), the line that breaks it
BREAKS = [
    ("shell", "kernel/errors.py", "import zhengtong.platform.ui"),
    ("shell", "platform/ui/context.py", "import zhengtong.contexts.catalog.service"),
    ("shell", "contexts/people/service.py", "import zhengtong.config.cli"),
    ("tiers", "contexts/people/service.py", "import zhengtong.contexts.guidance.service"),
    ("tiers", "contexts/catalog/service.py", "import zhengtong.contexts.knowledge.service"),
    ("tiers", "contexts/unplanned/__init__.py", "a_context_in_no_tier = True"),
    ("doors", "contexts/guidance/service.py", "import zhengtong.contexts.catalog.models"),
    ("rooms", "contexts/catalog/models/__init__.py", "import zhengtong.contexts.catalog.service"),
    ("rooms", "contexts/catalog/utils.py", "a_drawer = True"),
    ("pure", "contexts/catalog/domain/__init__.py", "import django.db.models"),
    ("pure", "kernel/sources.py", "import django.conf"),
    ("pure", "platform/rules/__init__.py", "import django.conf"),
]


def _lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--contract", contract]
    environment = {"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    def ignore(_folder: str, names: list[str]) -> list[str]:
        return [name for name in names if name in {"__pycache__", "locale", "static", "templates"}]

    shutil.copytree(REPOSITORY / "src", tmp_path / "src", ignore=ignore)
    shutil.copy(REPOSITORY / ".importlinter", tmp_path)
    return tmp_path


@pytest.mark.parametrize("contract", ["shell", "tiers", "doors", "rooms", "pure"])
def test_the_contract_holds(scratch: Path, contract: str) -> None:
    result = _lint(scratch, contract)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("contract", "file", "line"), BREAKS)
def test_a_broken_contract_is_caught(scratch: Path, contract: str, file: str, line: str) -> None:
    broken = scratch / "src" / "zhengtong" / file
    broken.parent.mkdir(parents=True, exist_ok=True)
    before = broken.read_text(encoding="utf-8") if broken.exists() else ""
    broken.write_text(f"{before}\n{line}\n", encoding="utf-8")
    result = _lint(scratch, contract)
    assert result.returncode != 0
    assert "BROKEN" in result.stdout or "not" in result.stdout
