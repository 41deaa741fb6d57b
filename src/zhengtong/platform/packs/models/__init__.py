"""Loaded packs: versions, the files they are made of, and which version is current."""

from .version import CurrentVersion, PackBlob, PackVersion

__all__ = ["CurrentVersion", "PackBlob", "PackVersion"]
