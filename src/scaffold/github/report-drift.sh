#!/bin/sh
# Opens an issue with the text in drift.md, or writes it to the issue that is open already.
set -e
title='The portal has drifted from the model'
head -c 60000 drift.md >issue.md
number=$(gh issue list --state open --search "in:title \"$title\"" --json number --jq '.[0].number // empty')
if [ -n "$number" ]; then
  gh issue edit "$number" --body-file issue.md
else
  gh issue create --title "$title" --body-file issue.md
fi
