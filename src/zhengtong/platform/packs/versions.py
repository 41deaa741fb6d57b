"""What was loaded and when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from .models import CurrentVersion, PackVersion


@dataclass(frozen=True)
class LoadedVersion:
    """A line of the history of loads."""

    pack: str
    layer: str
    version: str
    digest: str
    loaded_at: datetime
    loaded_by: str
    current: bool

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def versions(*, limit: int = 50) -> tuple[LoadedVersion, ...]:
    """The latest loads, newest first."""
    current = set(CurrentVersion.objects.values_list("version_id", flat=True))
    return tuple(
        LoadedVersion(
            pack=row.pack_id, layer=row.layer, version=row.version, digest=row.digest,
            loaded_at=row.loaded_at, loaded_by=row.loaded_by, current=row.pk in current,
        )
        for row in PackVersion.objects.order_by("-id")[:limit]
    )  # fmt: skip
