#!/bin/sh
# Docker on a thin pool, for a provisioning system that runs shell scripts: setup.sh [DEVICE]
# Prints `changed` or `unchanged`. A failure has dmctl's exit code, and its words on standard error.
set -u
device=${1:-/dev/xvdf}

answer=$(dmctl setup direct-lvm "$device" --json)
code=$?
if [ "$code" -ne 0 ]; then
  printf '%s\n' "$answer" | jq -r '.error | "\(.code): \(.message)", .why, .fix[]' >&2
  exit "$code"
fi
printf '%s\n' "$answer" | jq -r 'if .changed then "changed" else "unchanged" end'
