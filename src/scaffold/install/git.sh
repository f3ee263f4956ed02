#!/bin/sh
# Builds portwright from one commit of its repository, unless the cache has that build already.
set -e
url='@install-url@'
revision='@install-revision@'
bin=.portwright/bin
if [ "$(cat "$bin/source" 2>/dev/null)" != "$url $revision" ]; then
  rm -rf "$bin"
  cargo install --locked --force --no-track --git "$url" --rev "$revision" --root .portwright portwright
  echo "$url $revision" >"$bin/source"
fi
# On GitHub, for the steps after this one.
[ -z "$GITHUB_PATH" ] || echo "$PWD/$bin" >>"$GITHUB_PATH"
"$bin/portwright" --version
