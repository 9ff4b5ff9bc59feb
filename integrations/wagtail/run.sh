#!/bin/sh
# One command: a virtual environment, the site with its pages and users, and a server on http://127.0.0.1:8000/admin/
# Another port: PORT=8123 integrations/wagtail/run.sh
set -eu
cd "$(dirname "$0")"
venv="${VENV:-.venv}"
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/python" -m pip install -q -e '../..[wagtail]'
fi
exec "$venv/bin/python" manage.py demo --port "${PORT:-8000}"
