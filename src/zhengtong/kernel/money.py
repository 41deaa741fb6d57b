"""Amounts in yuan: exact, in whole fen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_FEN = Decimal("0.01")


@dataclass(frozen=True, order=True)
class Money:
    """An amount in fen (1/100 yuan)."""

    fen: int

    @classmethod
    def from_yuan(cls, amount: Decimal | int | str | float) -> Money:
        """From an amount in yuan as a person writes it: ``10``, ``"0.5"``, ``1,200``.

        Raises:
            ValueError: not a number, or finer than one fen.
        """
        try:
            exact = Decimal(str(amount).replace(",", "").replace("，", "").strip())
            fen = exact / _FEN
            whole = fen == fen.to_integral_value()
        except InvalidOperation as error:
            raise ValueError(f"not an amount: {amount!r}") from error
        if not exact.is_finite() or not whole:
            raise ValueError(f"not an amount in whole fen: {amount!r}")
        return cls(int(fen))

    @property
    def yuan(self) -> Decimal:
        return Decimal(self.fen) * _FEN

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __mul__(self, count: int) -> Money:
        return Money(self.fen * count)

    def in_language(self, language: str = "zh") -> str:
        """``1,200 元`` · ``CNY 1,200``; fen only where there are any; nothing to pay is ``免费``."""
        if self.fen == 0:
            return "free" if language.startswith("en") else "免费"
        number = f"{self.yuan:,.2f}" if self.fen % 100 else f"{self.fen // 100:,}"
        return f"CNY {number}" if language.startswith("en") else f"{number} 元"
