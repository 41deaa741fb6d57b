"""What must not be in the repository, and what must be true of it."""

import json
import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DOWNLOAD = re.compile(r"https?://[^\s\"')]+\.(whl|tgz|tar\.gz|deb)\b")


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True)
    return [REPOSITORY / name for name in listed.stdout.decode().split("\0") if name]


def test_requirements_are_pinned_with_hashes_and_without_addresses() -> None:
    for file in sorted((REPOSITORY / "requirements").glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        requirements = [line for line in text.splitlines() if re.match(r"^[a-zA-Z0-9]", line)]
        assert requirements, file.name
        assert all("==" in line for line in requirements), file.name
        assert text.count("--hash=sha256:") >= len(requirements), file.name
        assert "://" not in text, file.name


def test_the_npm_lockfile_names_no_address() -> None:
    lock = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name


def test_no_tracked_file_holds_a_download_address() -> None:
    for file in _tracked():
        if not file.is_file() or file.suffix in {".png", ".npz"}:
            continue
        found = DOWNLOAD.search(file.read_text(encoding="utf-8", errors="replace"))
        assert not found or file.name == Path(__file__).name, f"{file}: {found}"


def test_kernel_rules_and_domains_load_without_django() -> None:
    source = REPOSITORY / "src"
    pure = [*(source / "zhengtong/kernel").rglob("*.py"), *(source / "zhengtong/platform/rules").rglob("*.py")]
    for context in (source / "zhengtong/contexts").iterdir():
        pure += (context / "domain").rglob("*.py") if (context / "domain").is_dir() else []
    modules = sorted({".".join(path.relative_to(source).with_suffix("").parts) for path in pure})
    modules = [module.removesuffix(".__init__") for module in modules]
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "sys.exit(', '.join(m for m in ('django', 'psycopg') if m in sys.modules) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert done.returncode == 0, done.stderr
