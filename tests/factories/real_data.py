"""Where the real data lies: beside the checkout, or where ZHENGTONG_REAL_DATA says. Tests skip without it."""

import os
from pathlib import Path

REAL_DATA = Path(os.environ.get("ZHENGTONG_REAL_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
