#!/bin/sh
# Prints the address under which other nodes find this one, as soon as it runs. Usage: enode.sh <directory>
set -eu
tries=0
while [ ! -S "$1/data/geth.ipc" ] && [ "$tries" -lt 60 ]; do
  tries=$((tries + 1))
  sleep 1
done
: "${GETH:=geth}"
"$GETH" --exec 'console.log(admin.nodeInfo.enode)' attach "$1/data/geth.ipc" | grep -o 'enode://[^"]*'
