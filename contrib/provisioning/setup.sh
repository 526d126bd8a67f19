#!/bin/sh
# Sets up Docker on a thin pool, for a provisioning system that runs shell scripts: setup.sh [DEVICE]
# Prints `changed` or `unchanged`. On failure it exits with dmctl's exit code and prints its message to standard error.
set -u
device=${1:-/dev/xvdf}

answer=$(dmctl setup direct-lvm "$device" --json)
code=$?
if [ "$code" -ne 0 ]; then
  printf '%s\n' "$answer" | jq -r '.error | "\(.code): \(.message)", .why, .fix[]' >&2
  exit "$code"
fi
printf '%s\n' "$answer" | jq -r 'if .changed then "changed" else "unchanged" end'
