#!/bin/sh
# Installs portwright from PyPI, unless the cache has it already. A wheel with another checksum is not installed.
set -e
version='@install-version@'
sha256='@install-sha256@'
bin=.portwright/bin
if [ "$(cat "$bin/source" 2>/dev/null)" != "$version $sha256" ]; then
  rm -rf "$bin" .portwright/pypi
  mkdir -p "$bin"
  echo "portwright==$version --hash=sha256:$sha256" >"$bin/requirements.txt"
  python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes --target .portwright/pypi --requirement "$bin/requirements.txt"
  mv .portwright/pypi/bin/portwright "$bin/portwright"
  rm -rf .portwright/pypi
  echo "$version $sha256" >"$bin/source"
fi
# On GitHub, for the steps after this one.
[ -z "$GITHUB_PATH" ] || echo "$PWD/$bin" >>"$GITHUB_PATH"
"$bin/portwright" --version
