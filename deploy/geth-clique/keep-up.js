// For `geth attach`: knows the other nodes, and seals from when one of them is there. Alone it would begin a fork.
// Set before: `enodes`, and `quiet`, the seconds without a new block. Prints the number of the newest block.
enodes.forEach(function (enode) {
  admin.addPeer(enode)
})
// On block 0 geth calls itself syncing because it indexes; what counts is whether a peer has more blocks.
var isBehind = eth.syncing && eth.syncing.highestBlock > eth.blockNumber
// A sealer that failed once, for example because its key was not unlocked yet, tries again at the next block only.
if (eth.mining && quiet >= 10) miner.stop()
if (!eth.mining && net.peerCount > 0 && !isBehind) miner.start()
console.log(eth.blockNumber)
