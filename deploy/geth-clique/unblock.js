// One step out of a standstill, for `geth attach`: gives up this node's newest block and meets its peers anew.
//
// With few sealers left, two of them can hold different newest blocks of the same weight, each waiting for the other to
// seal the next one (EIP-225 lets nobody seal twice in a row), or one of them never hears of the other's block. Only the
// newest block is given up. It has one sealer's signature, so with floor(N/2) + 1 confirmations nobody was told that it
// is final; its transactions go back into the pool.
//
// Set before: `enodes`, the addresses of the other nodes. Run it on one node at a time, by watch.sh or by hand.
var head = eth.blockNumber
miner.stop()
debug.setHead(web3.toHex(head - 1))
enodes.forEach(function (enode) {
  admin.removePeer(enode)
})
admin.sleep(1)
enodes.forEach(function (enode) {
  admin.addPeer(enode)
})
// A node dials another again after 35 s at the earliest; the other may be faster.
for (var waited = 0; waited < 60 && (net.peerCount === 0 || eth.blockNumber < head); waited += 1) admin.sleep(1)
miner.start()
console.log('gave up block ' + head + ', now at ' + eth.blockNumber + ' with ' + net.peerCount + ' peers')
