#!/bin/sh
# Starts the node of a sealer; it seals only when watch.sh says so. Usage: start-sealer.sh <directory> <genesis.json>
# Ports and addresses by P2P_ADDR, P2P_PORT, HTTP_ADDR, HTTP_PORT, AUTH_PORT. Every option below has its reason in
# docs/guide/run-a-chain-across-organisations.md.
set -eu
dir=$1
genesis=$2
: "${GETH:=geth}" "${P2P_ADDR:=127.0.0.1}" "${P2P_PORT:=30303}"
: "${HTTP_ADDR:=127.0.0.1}" "${HTTP_PORT:=8545}" "${AUTH_PORT:=8551}"
chain_id=$(sed -n 's/.*"chainId": *\([0-9]*\).*/\1/p' "$genesis")
[ -d "$dir/data/geth/chaindata" ] || "$GETH" --datadir "$dir/data" --verbosity 2 init "$genesis"
echo $$ >"$dir/data/geth.pid"
exec "$GETH" --config "$(dirname "$0")/node.toml" --datadir "$dir/data" --networkid "$chain_id" \
  --port "$P2P_PORT" --nat "extip:$P2P_ADDR" --authrpc.port "$AUTH_PORT" \
  --http --http.addr "$HTTP_ADDR" --http.port "$HTTP_PORT" --http.api eth,net,web3,debug \
  --syncmode full --gcmode archive --rpc.gascap 120000000 \
  --miner.etherbase "$(cat "$dir/address.txt")" --miner.gasprice 1 --miner.gaslimit 120000000 --txpool.pricelimit 1 \
  --lightkdf --unlock "$(cat "$dir/address.txt")" --password "$dir/password.txt" --allow-insecure-unlock
