#!/bin/sh
# The real browser and the Chinese fonts that the browser tests need, from the system's own packages.
set -eu
command -v chromium >/dev/null && fc-list 2>/dev/null | grep -qi 'noto.*cjk' && exit 0
if ! command -v apt-get >/dev/null; then
    echo "The browser tests need chromium and the Noto CJK fonts; please install them and run make test again." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then run=""; else run="sudo"; fi
echo "Installing chromium and Chinese fonts ..."
$run apt-get update -qq
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
