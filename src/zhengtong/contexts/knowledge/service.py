"""The door of knowledge."""
