"""The door of people."""
