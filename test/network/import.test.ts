import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { embeddedGenesisFile } from '../../packages/ledger/src/index.ts'
import { SEALER_KEY } from '../../packages/ledger/src/test-kit/test-chain.ts'
import { CHAIN_ID, GETH } from './kit/geth-network.ts'
import { dataDirectory, genesisOf, openChain } from './kit/old-project.ts'
import { run } from './kit/processes.ts'
import { Signer } from './kit/signer.ts'

describe('an embedded chain', () => {
  it('is imported by geth as it is, with every seal and state', async () => {
    const data = await dataDirectory()
    await using chain = await openChain(data)
    const head = await chain.head()
    const blocks: Uint8Array[] = []
    for (let number = 1; number <= head.number; number += 1) blocks.push(await chain.rawBlock(number))
    const rlp = join(data, 'blocks.rlp')
    writeFileSync(rlp, Buffer.concat(blocks))
    const directory = join(data, 'node')
    const genesis = embeddedGenesisFile(genesisOf())
    const place = { host: '127.0.0.1' }
    const node = await Signer.make({
      geth: GETH,
      directory,
      name: 'auditor',
      key: SEALER_KEY,
      chainId: CHAIN_ID,
      genesis,
      place,
    })
    const options = ['--datadir', join(directory, 'data'), '--syncmode', 'full', '--gcmode', 'archive']
    console.log(
      (await run(GETH, [...options, 'import', rlp]))
        .split('\n')
        .filter((line) => /Import/.test(line))
        .join('\n'),
    )
    await node.start([], { isSealing: false })
    try {
      expect(await node.hashAt(0)).toBe((await chain.blockAt(0)).hash)
      expect(await node.height()).toBe(head.number)
      expect(await node.hashAt(head.number)).toBe(head.hash)
    } finally {
      await node.end()
    }
  })
})
