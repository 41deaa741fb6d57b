"""Zhengtong 政通: an open AI government-service platform for one city or county."""

__version__ = "0.1.0"
