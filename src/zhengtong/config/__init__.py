"""Settings, addresses, the command line: knows everything, known by none."""

import os

# Before anything loads numpy: a process answers several questions at once, and a product of matrices that spreads
# over all cores makes every one of them slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
