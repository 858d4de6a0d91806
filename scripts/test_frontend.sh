#!/bin/sh
# The tests of frontend/lib with Node's own runner. Node is no requirement: without it this says so and passes.
set -eu
cd "$(dirname "$0")/.."

tests=$(find tests/frontend -name '*.test.*js' 2>/dev/null | sort)
if [ -z "$tests" ]; then
  echo 'frontend tests: there are none'
elif command -v node >/dev/null 2>&1; then
  # shellcheck disable=SC2086  # one argument per file
  exec node --test $tests
else
  echo 'SKIPPED the frontend tests: no node on the PATH'
fi
