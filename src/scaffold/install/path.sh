#!/bin/sh
# Checks that this runner has portwright, which is not installed here.
set -e
command -v portwright >/dev/null || {
  echo "portwright is not on the PATH of this runner. Put it there, or let the pipelines install it: portwright init --update --install git:URL@REVISION" >&2
  exit 1
}
portwright --version
