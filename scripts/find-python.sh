#!/bin/sh
# Prints a Python of at least 3.11 that can make a virtual environment, or nothing.
for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
done
