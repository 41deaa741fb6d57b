"""Service items and their revisions; halls, themes, words, one-things."""

from .item import Item, ItemRevision
from .place import Hall
from .words import OneThing, Theme, Word

__all__ = ["Hall", "Item", "ItemRevision", "OneThing", "Theme", "Word"]
