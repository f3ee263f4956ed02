#!/bin/sh
# report-drift.sh CODE: keeps one issue about drift, by the exit code of `portwright drift`. With 1, opens an issue with the text in
# drift.md, or writes it to the issue that is open. With 0, closes that issue.
set -e
if [ -z "$GITLAB_TOKEN" ]; then
  [ "$1" != 0 ] || exit 0
  echo "The portal has drifted from the model. To get an issue, set GITLAB_TOKEN to a project access token with the scope api." >&2
  exit 1
fi
issues=$CI_API_V4_URL/projects/$CI_PROJECT_ID/issues
# The token is not in an argument, which other processes can read.
authorized() {
  printf 'header = "PRIVATE-TOKEN: %s"\n' "$GITLAB_TOKEN"
}
curl='curl --fail --silent --show-error --retry 3 --config -'
# In a pipe to sed, a failure of curl would look like a list without issues.
found=$(authorized | $curl "$issues?state=opened&labels=portwright-drift&per_page=1")
number=$(echo "$found" | sed -n 's/^[^}]*"iid" *: *\([0-9]*\).*/\1/p')
if [ "$1" = 0 ]; then
  [ -z "$number" ] || authorized | $curl --request PUT --data state_event=close --output /dev/null "$issues/$number"
  exit
fi
LC_ALL=C awk '{ size += length($0) + 1; if (size > 60000) { print "\nThe rest is in drift.md, an artifact of the job."; exit } print }' drift.md >issue.md
if [ -n "$number" ]; then
  authorized | $curl --request PUT --data-urlencode description@issue.md --output /dev/null "$issues/$number"
else
  authorized | $curl --data-urlencode 'title=The portal has drifted from the model' --data-urlencode labels=portwright-drift \
    --data-urlencode description@issue.md --output /dev/null "$issues"
fi
