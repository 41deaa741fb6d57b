"""Documents, their versions, their passages."""

from .document import Document, DocumentVersion, Passage

__all__ = ["Document", "DocumentVersion", "Passage"]
