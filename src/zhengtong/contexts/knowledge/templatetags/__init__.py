"""Filters of pages about laws."""
