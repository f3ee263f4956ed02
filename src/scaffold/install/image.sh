#!/bin/sh
# Copies portwright out of an image, unless the cache has it already. The digest in its name pins the image's content.
set -e
image='@install-image@'
bin=.portwright/bin
if [ "$(cat "$bin/source" 2>/dev/null)" != "$image" ]; then
  rm -rf "$bin"
  mkdir -p "$bin"
  container=$(docker create "$image")
  docker cp "$container:/usr/local/bin/portwright" "$bin/portwright"
  docker rm "$container" >/dev/null
  echo "$image" >"$bin/source"
fi
# On GitHub, for the steps after this one.
[ -z "$GITHUB_PATH" ] || echo "$PWD/$bin" >>"$GITHUB_PATH"
"$bin/portwright" --version
