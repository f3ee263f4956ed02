#!/bin/sh
# Opens an issue with the text in drift.md, or writes it to the issue that is open already.
set -e
if [ -z "$GITLAB_TOKEN" ]; then
  echo "The portal has drifted from the model. To get an issue, set GITLAB_TOKEN to a project access token with the scope api." >&2
  exit 1
fi
head -c 60000 drift.md >issue.md
issues=$CI_API_V4_URL/projects/$CI_PROJECT_ID/issues
# The token is not in an argument, which other processes can read.
authorized() {
  printf 'header = "PRIVATE-TOKEN: %s"\n' "$GITLAB_TOKEN"
}
curl='curl --fail --silent --show-error --retry 3 --config -'
number=$(authorized | $curl "$issues?state=opened&labels=portwright-drift&per_page=1" | sed -n 's/^[^}]*"iid" *: *\([0-9]*\).*/\1/p')
if [ -n "$number" ]; then
  authorized | $curl --request PUT --data-urlencode description@issue.md --output /dev/null "$issues/$number"
else
  authorized | $curl --data-urlencode 'title=The portal has drifted from the model' --data-urlencode labels=portwright-drift \
    --data-urlencode description@issue.md --output /dev/null "$issues"
fi
