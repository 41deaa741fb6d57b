"""Kills on purpose, and a count of what was lost."""
