import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { processKey } from '../apps/project/src/project-files.ts'
import { commitImport } from '../apps/project/src/imports.ts'
import type { Project } from '../apps/project/src/project.ts'
import {
  beginTrial,
  csvOfDays,
  openTestProject,
  prepared,
  projectDirectory,
} from '../apps/project/src/testing/test-project.ts'
import { projectGenesis } from '../packages/contracts/src/index.ts'
import { embeddedGenesisFile } from '../packages/ledger/src/index.ts'
import { startOneNode, type OneNode } from '../packages/ledger/src/test-kit/one-node.ts'

/** A node with the genesis of the project and its relayer, and the project's settings for it. */
async function nodeOf(directory: string, name: string): Promise<OneNode> {
  const [sealer, relayer] = [processKey(directory, 'sealer'), processKey(directory, 'relayer')]
  const genesis = projectGenesis({
    chainId: 1_000_000_123,
    sealer: sealer.account.address,
    relayer: `0x${relayer.account.address.slice(2).toLowerCase()}`,
    timestampS: 1_700_000_000,
  })
  const node = join(directory, name)
  mkdirSync(node)
  const keys = { sealerKey: sealer.key, relayerKey: relayer.key }
  const one = await startOneNode({ ...keys, directory: node, genesis, clock: () => 1_800_000_000 })
  const settings = { engine: 'rpc', genesis: 'genesis.json', endpoints: [one.served.url], confirmations: 1, tipWei: 0 }
  writeFileSync(join(directory, 'genesis.json'), JSON.stringify(embeddedGenesisFile(genesis)))
  writeFileSync(join(directory, 'network.json'), JSON.stringify(settings))
  return one
}

async function commitDays(project: Project, days: number): Promise<void> {
  await beginTrial(project)
  const { rows, signatures } = await prepared(project, csvOfDays(days))
  const signal = new AbortController().signal
  for await (const line of commitImport(project, rows, { signatures, signal }))
    if ('status' in line) expect(line.status).toBe('committed')
}

describe('a project whose chain is on a network', () => {
  it('commits there, and projects anew when the chain it knew is gone', async () => {
    const directory = projectDirectory()
    {
      await using one = await nodeOf(directory, 'first')
      await using project = await openTestProject(directory)
      await commitDays(project, 2)
      expect(project.readModel.counts().readings).toBe(2 * 96)
      expect(project.readModel.headBlock()).toBe((await one.node.head()).number)
    }
    // Another node with another history of the same genesis: what a fork beyond all confirmations would look like.
    await using other = await nodeOf(directory, 'second')
    await using project = await openTestProject(directory)
    expect(project.readModel.counts().readings).toBe(0)
    await commitDays(project, 1)
    expect(project.readModel.counts().readings).toBe(96)
    expect(project.readModel.headBlock()).toBe((await other.node.head()).number)
    rmSync(directory, { recursive: true })
  }, 60_000)

  it('refuses settings that are not of the form', async () => {
    const directory = projectDirectory()
    writeFileSync(join(directory, 'network.json'), JSON.stringify({ engine: 'rpc', endpoint: 'http://127.0.0.1:1' }))
    await expect(openTestProject(directory)).rejects.toMatchObject({ code: 'DATA_DIRECTORY' })
    rmSync(directory, { recursive: true })
  })
})
