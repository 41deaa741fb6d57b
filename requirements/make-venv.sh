#!/bin/sh
# make-venv.sh DIR [PYTHON]: a virtual environment, with PYTHON or with the best one of this machine: python3, or the
# distribution's own where that is clearly quicker. Pythons that were built without profile-guided optimisation (pyenv's,
# for example) take up to 1.4 times as long, and answers take a tenth more.
set -eu
speed="$(dirname "$0")/python_speed.py"
chosen="" least=0
for candidate in ${2:-python3 /usr/bin/python3 python3.11 python3.12 python3.13 python3.14}; do
    case "$candidate" in python3.*) [ -z "$chosen" ] || break ;; esac # only where neither of the usual ones will do
    took=$("$candidate" "$speed" 2>/dev/null) || continue
    if [ -z "$chosen" ] || [ "$took" -lt "$((least * 9 / 10))" ]; then
        chosen=$candidate least=$took
    fi
done
if [ -z "$chosen" ]; then
    echo "Zhengtong needs Python 3.11 or newer with its venv module (Debian, Ubuntu: apt install python3-venv), and" \
        "${2:-what is on the PATH} is not that. Name another: make PYTHON=/path/to/python3.12 run" >&2
    exit 1
fi
"$chosen" -m venv "$1"
