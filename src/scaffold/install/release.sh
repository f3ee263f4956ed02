#!/bin/sh
# Downloads an archive with portwright, unless the cache has it already. An archive with another checksum is not unpacked.
set -e
url='@install-url@'
sha256='@install-sha256@'
bin=.portwright/bin
if [ "$(cat "$bin/source" 2>/dev/null)" != "$url $sha256" ]; then
  rm -rf "$bin" .portwright/archive
  mkdir -p "$bin" .portwright/archive
  curl --fail --silent --show-error --location --proto =https --retry 3 --output .portwright/archive/file "$url"
  actual=$({ sha256sum .portwright/archive/file 2>/dev/null || shasum -a 256 .portwright/archive/file; } | cut -d ' ' -f 1)
  if [ "$actual" != "$sha256" ]; then
    rm -rf .portwright/archive
    echo "$url has the SHA-256 checksum $actual, but $sha256 is expected. Nothing was installed." >&2
    exit 1
  fi
  tar -xzf .portwright/archive/file -C .portwright/archive
  mv "$(find .portwright/archive -type f -name portwright | head -n 1)" "$bin/portwright"
  rm -rf .portwright/archive
  echo "$url $sha256" >"$bin/source"
fi
# On GitHub, for the steps after this one.
[ -z "$GITHUB_PATH" ] || echo "$PWD/$bin" >>"$GITHUB_PATH"
"$bin/portwright" --version
