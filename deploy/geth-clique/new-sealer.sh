#!/bin/sh
# Makes the key of a sealer. Usage: new-sealer.sh <directory>
# Prints the address that goes into the genesis; key and password stay in the directory, readable by its owner only.
set -eu
# A light key derivation: the password lies beside the key, so a heavy one only delays the start.
dir=$1
: "${GETH:=geth}"
umask 077
mkdir -p "$dir/data"
[ -e "$dir/password.txt" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$dir/password.txt"
if [ ! -e "$dir/address.txt" ]; then
  "$GETH" --datadir "$dir/data" --lightkdf --verbosity 1 account new --password "$dir/password.txt" |
    sed -n 's/^Public address of the key: *\(0x[0-9a-fA-F]\{40\}\)$/\1/p' >"$dir/address.txt"
fi
cat "$dir/address.txt"
