#!/bin/sh
# Ends the run of the action in Port as failed, if portwright could not be installed and so cannot do it. Takes the run's
# identifier, or reads the payload from Port on standard input. Needs PORT_BASE_URL, PORT_CLIENT_ID and PORT_CLIENT_SECRET.
set -e
# Quotation marks in what a user enters are escaped, so that nobody can name another run.
run=$1
[ $# -gt 0 ] || run=$(tr -d '\n' | sed -n 's/.*[{, ]"runId" *: *"\([^"\\]*\)".*/\1/p')
case $run in
'' | *[!A-Za-z0-9_-]*)
  echo "The payload names no run, so no run in Port was ended." >&2
  exit 1
  ;;
esac
# Secrets are not in arguments, which other processes can read.
token=$(printf '{"clientId":"%s","clientSecret":"%s"}' "$PORT_CLIENT_ID" "$PORT_CLIENT_SECRET" |
  curl --fail --silent --show-error --retry 3 --header 'Content-Type: application/json' --data @- "$PORT_BASE_URL/v1/auth/access_token" |
  sed -n 's/.*"accessToken" *: *"\([^"]*\)".*/\1/p')
printf 'header = "Authorization: Bearer %s"\n' "$token" |
  curl --fail --silent --show-error --retry 3 --config - --request PATCH --header 'Content-Type: application/json' \
    --data '{"status":"FAILURE","statusLabel":"Not installed","summary":"portwright could not be installed on the runner. The job of the pipeline shows why."}' \
    --output /dev/null "$PORT_BASE_URL/v1/actions/runs/$run"
echo "Run \`$run\` was ended as failed: portwright could not be installed."
