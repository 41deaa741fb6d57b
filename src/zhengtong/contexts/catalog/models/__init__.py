"""Service items and their revisions; halls, themes, words, one-things."""

from .enrichment import EnrichmentDraft
from .item import Item, ItemRevision
from .place import Hall
from .words import OneThing, Theme, Word

__all__ = ["EnrichmentDraft", "Hall", "Item", "ItemRevision", "OneThing", "Theme", "Word"]
