"""What models have cost, by day and purpose."""

from .use import ModelUse

__all__ = ["ModelUse"]
