"""Where things are in a data folder, and how one is made or recognised."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from zhengtong.kernel.errors import Fault
from zhengtong.platform.database.locks import unusable
from zhengtong.platform.database.translation import noop as N_

MARKER = "zhengtong-data"
MARKER_TEXT = "This folder belongs to Zhengtong: an embedded PostgreSQL database and files. Format 1.\n"
# What may lie in a folder that counts as empty: a fresh volume's own folder and the placeholders of tools.
_HARMLESS = {"lost+found", ".gitkeep", ".gitignore", ".DS_Store"}
# The longest socket path that both Linux (108) and macOS (104) take, less PostgreSQL's file name and a
# margin.
_LONGEST_SOCKET_FOLDER = 80
SOCKET_PORT = 5432


def data_directory() -> Path:
    """ZHENGTONG_DATA; else ``var`` in the checkout that this code runs from; else the platform's place for
    user data."""
    chosen = os.environ.get("ZHENGTONG_DATA")
    if chosen:
        return Path(chosen).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[4]
    if (checkout / "pyproject.toml").is_file() and (checkout / "src" / "zhengtong").is_dir():
        return checkout / "var"
    from platformdirs import user_data_path  # noqa: PLC0415 - only an installed package needs it

    return user_data_path("zhengtong", appauthor=False)


@dataclass(frozen=True)
class Layout:
    """The paths of one data folder. Making a Layout touches nothing."""

    root: Path

    @property
    def marker(self) -> Path:
        return self.root / MARKER

    @property
    def secret(self) -> Path:
        return self.root / "secret-key"

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder."""
        return self.root / "postgres"

    @property
    def unfinished_cluster(self) -> Path:
        """Where a new cluster grows until it is whole; what is found here after a crash is thrown away."""
        return self.root / "postgres.new"

    @property
    def log(self) -> Path:
        return self.root / "logs" / "postgres.log"

    def lock(self, name: str) -> Path:
        """``start``: one starter at a time. ``users``: shared by everyone who uses the server. ``keeper``:
        held by its supervisor. ``server``: held by PostgreSQL and its children."""
        return self.root / "locks" / name

    @property
    def sockets(self) -> Path:
        """The folder of the unix socket: in the data folder, or in /tmp when that path would be too long for
        a socket."""
        inside = self.root / "run"
        if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
            return inside
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        # /tmp and not $TMPDIR: every process must come to the same answer
        return Path("/tmp") / f"zhengtong-{name}"


def prepare(layout: Layout) -> None:
    """Make the data folder, or see that it is ours. Touches nothing in a folder that is not.

    Raises:
        Fault: ``data-folder-foreign`` or ``data-folder-not-writable``.
    """
    root = layout.root
    try:
        if not layout.marker.exists():
            if root.exists():
                refuse_foreign(layout)
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            layout.marker.write_text(MARKER_TEXT)
        for folder in (layout.log.parent, layout.lock("x").parent):
            folder.mkdir(mode=0o700, exist_ok=True)
            _give_to_owner_of(root, folder)
    except OSError as error:
        raise unusable(Path(error.filename or root), error) from error


def refuse_foreign(layout: Layout) -> None:
    """Raises ``data-folder-foreign`` when the folder holds files and no marker of ours."""
    root = layout.root
    if not root.is_dir():
        raise Fault(
            "data-folder-foreign",
            N_("%(path)s is not a folder."),
            N_("Give a folder with --data."),
            {"path": str(root)},
        )
    names = {entry.name for entry in root.iterdir()}
    if layout.marker.name in names:
        return
    strangers = sorted(names - _HARMLESS)
    if strangers:
        raise Fault(
            "data-folder-foreign",
            N_("%(path)s is not a data folder of Zhengtong: it holds other files (%(examples)s)."),
            N_("Give an empty or new folder with --data; nothing was changed."),
            {"path": str(root), "examples": ", ".join(strangers[:3])},
        )


def _give_to_owner_of(root: Path, path: Path) -> None:
    """What root makes in a folder of another account belongs to that account."""
    owner = root.stat()
    if os.geteuid() == 0 and path.stat().st_uid != owner.st_uid:
        os.chown(path, owner.st_uid, owner.st_gid)


def secret_key() -> str:
    """The installation's secret: ZHENGTONG_SECRET_KEY, else a random one made once in the data folder (mode
    0600).

    Raises:
        Fault: the data folder is not ours or cannot be written.
    """
    given = os.environ.get("ZHENGTONG_SECRET_KEY")
    if given:
        return given
    layout = Layout(data_directory())
    try:
        return layout.secret.read_text().strip()
    except FileNotFoundError:
        prepare(layout)
    except OSError as error:
        raise unusable(layout.secret, error) from error
    draft = layout.secret.with_name(f"secret-key.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48) + "\n")
        _give_to_owner_of(layout.root, draft)
        try:
            os.link(draft, layout.secret)  # of two processes at once, one wins and both read the winner's
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return layout.secret.read_text().strip()
    except OSError as error:
        raise unusable(layout.secret, error) from error
