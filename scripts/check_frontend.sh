#!/bin/sh
# The gate of frontend/: Biome, stylelint, and its tests with Node's own runner. Node is needed for development alone: without
# one of the version that they ask for this says so and passes, and so does a machine that cannot fetch the linters. CI fails.
set -eu
cd "$(dirname "$0")/.."

skip() {
  echo "SKIPPED $1" >&2
  test -z "${CI:-}"
}

new_enough='const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
if ! command -v npm >/dev/null 2>&1 || ! node -e "$new_enough"; then
  skip 'the checks and tests of frontend/: no Node 20.19 or newer, with npm, on the PATH'
  exit
fi
if [ ! node_modules/installed -nt package-lock.json ]; then
  echo 'Installing the linters of package-lock.json'
  if npm ci --silent --ignore-scripts; then touch node_modules/installed; fi
fi
if [ node_modules/installed -nt package-lock.json ]; then
  node_modules/.bin/biome check --error-on-warnings
  node_modules/.bin/stylelint 'frontend/css/**/*.css'
else
  skip 'Biome and stylelint: npm could not install them'
fi
find tests/frontend -name '*.test.mjs' -exec node --test {} +
