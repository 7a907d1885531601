#!/bin/sh
# Keeps a sealer at work. Usage: watch.sh <directory>
# The directory's peers.txt has one enode address a line. When no block has come for STANDSTILL seconds the newest is given
# up, see unblock.js; give each organisation another number (30, 90, 150 …), so that one node does it at a time.
set -eu
dir=$1
: "${GETH:=geth}" "${STANDSTILL:=30}"
here=$(cd "$(dirname "$0")" && pwd)
say() { "$GETH" --jspath "$here" --exec "enodes = [$enodes]; quiet = $quiet; loadScript('$1')" attach "$dir/data/geth.ipc"; }
last=0
quiet=0
while :; do
  enodes=$(sed -n 's/^\(enode:[^ ]*\).*/"\1"/p' "$dir/peers.txt" 2>/dev/null | paste -sd, -)
  height=$(say keep-up.js 2>/dev/null | grep -o '^[0-9][0-9]*$' || echo "$last")
  if [ "$height" -gt "$last" ]; then quiet=0; else quiet=$((quiet + 5)); fi
  last=$height
  if [ "$quiet" -ge "$STANDSTILL" ] && [ "$height" -gt 0 ]; then
    say unblock.js || true
    last=0
    quiet=0
  fi
  sleep 5
done
