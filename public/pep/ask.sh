#!/bin/sh
# Asks Cordon with curl: `ask.sh SYSTEM/TOOL '{"q": "acme"}'`. Exit code 0 means: do it; every other one means: do not.
# Wants CORDON_KEY, CORDON_AGENT and CORDON_TASK, and prints the answer.
set -eu
: "${CORDON_KEY:?}" "${CORDON_AGENT:?}" "${CORDON_TASK:?}"
url=${CORDON_URL:-http://127.0.0.1:3000}
call=${CORDON_CALL_ID:-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')}
args=${2:-}
[ -n "$args" ] || args='{}'
LC_ALL=C
case "$1$CORDON_AGENT$CORDON_TASK$CORDON_KEY$call" in *[\"\\]* | *[!!-~]*) echo 'ask.sh: no quotes, no spaces in names' >&2; exit 2 ;; esac
case "$args" in '{'*'}') ;; *) echo 'ask.sh: the arguments must be a JSON object' >&2; exit 2 ;; esac

# The arguments stand first: were they no single object, what follows would still say whose call of what it is, for
# the last of two members of one name counts. The key goes in by stdin: a process's arguments can be read by others.
answer=$(printf 'header = "authorization: Bearer %s"\n' "$CORDON_KEY" | curl --config - \
  --silent --show-error --fail --max-time 5 --max-redirs 0 --proto '=https,http' \
  --header 'content-type: application/json' \
  --data "{\"context\": {\"arguments\": $args, \"accepts\": [], \"task\": \"$CORDON_TASK\", \"call_id\": \"$call\"},
           \"subject\": {\"type\": \"agent\", \"id\": \"$CORDON_AGENT\"},
           \"action\": {\"name\": \"tools/call\"},
           \"resource\": {\"type\": \"tool\", \"id\": \"$1\"}}" \
  "$url/access/v1/evaluation") || { echo 'ask.sh: no answer, so no' >&2; exit 3; }
printf '%s\n' "$answer"
# Only the very beginning counts: what stands further inside could be anybody's words.
yes='^\{"decision":true,"context":\{"evaluation_id":"dec_[^"]*","evaluated_at":"[^"]*","outcome":"allow",'
printf '%s\n' "$answer" | head -n 1 | grep -Eq "$yes" || exit 1
