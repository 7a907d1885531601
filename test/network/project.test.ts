import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { processKey } from '../../apps/project/src/project-files.ts'
import { commitImport } from '../../apps/project/src/imports.ts'
import type { Project } from '../../apps/project/src/project.ts'
import {
  beginTrial,
  closeAll,
  csvOfDays,
  openTestProject,
  prepared,
  projectDirectory,
} from '../../apps/project/src/testing/test-project.ts'
import { compareWithReference } from '../../packages/ledger/src/index.ts'
import { GethNetwork } from './kit/geth-network.ts'

/** Two days of the example plant, from the file to the record of both. */
async function twoDays(project: Project): Promise<unknown> {
  await beginTrial(project)
  const { rows, signatures } = await prepared(project, csvOfDays(2))
  const signal = new AbortController().signal
  for await (const line of commitImport(project, rows, { signatures, signal }))
    if ('status' in line) expect(line.status).toBe('committed')
  const days = await closeAll(project)
  const { blocks, ...counts } = project.readModel.counts()
  expect(blocks).toBeGreaterThan(5)
  return { counts, days: days.map(({ day, reduction, level, status }) => ({ day, reduction, level, status })) }
}

describe.runIf(process.env['TCCTV_TEST_LONG'] !== undefined)('a project whose chain is on three geth signers', () => {
  it('imports, computes and answers as on its own chain', async () => {
    const own = projectDirectory()
    const directory = projectDirectory()
    const relayer = processKey(directory, 'relayer').account.address
    await using network = await GethNetwork.start({ chainId: 1_000_000_123, relayers: [relayer] })
    const settings = { engine: 'rpc', genesis: 'genesis.json', endpoints: network.signers.map(({ url }) => url) }
    writeFileSync(join(directory, 'genesis.json'), JSON.stringify(network.genesis.file))
    writeFileSync(join(directory, 'network.json'), JSON.stringify(settings))
    await using embedded = await openTestProject(own)
    const expected = await twoDays(embedded)
    {
      await using project = await openTestProject(directory)
      expect(await twoDays(project)).toEqual(expected)
      const handle = project.rpc({ clientVersion: 'test', acceptRaw: () => undefined })
      const answer = await handle({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] })
      expect(answer).toMatchObject({ result: '0x3b9aca7b' })
      console.log(
        'project on the network equals the embedded one; compared:',
        await compareWithReference(project.chain),
      )
    }
    await using again = await openTestProject(directory)
    expect(again.readModel.counts().readings).toBe(2 * 96)
    for (const path of [own, directory]) rmSync(path, { recursive: true })
  })
})
