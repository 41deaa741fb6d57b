"""The door of guidance."""
