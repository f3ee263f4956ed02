#!/bin/sh
# report-drift.sh CODE: keeps one issue about drift, by the exit code of `portwright drift`. With 1, opens an issue with the text in
# drift.md, or writes it to the issue that is open. With 0, closes that issue.
set -e
issues=repos/$GH_REPO/issues
label=portwright-drift
number=$(gh api "$issues?state=open&labels=$label&per_page=100" --jq 'map(select(.pull_request | not))[0].number // empty')
if [ "$1" = 0 ]; then
  [ -z "$number" ] || gh api --silent --method PATCH "$issues/$number" --raw-field state=closed
  exit
fi
# An issue has at most 65,536 characters.
LC_ALL=C awk '{ size += length($0) + 1; if (size > 60000) { print "\nThe rest is in the summary of the job."; exit } print }' drift.md >issue.md
if [ -n "$number" ]; then
  gh api --silent --method PATCH "$issues/$number" --field body=@issue.md
else
  gh api --silent "$issues" --raw-field 'title=The portal has drifted from the model' --raw-field "labels[]=$label" --field body=@issue.md
fi
