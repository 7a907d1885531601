import { rmSync } from 'node:fs'
import { encodeFunctionData, toEventSelector } from 'viem'
import { projectLedgerAbi as abi } from '@tcctv/contracts'
import { afterEach, describe, expect, it } from 'vitest'
import { acceptRaw } from './accept-raw.ts'
import {
  accountOf,
  beginTrial,
  csvOfDays,
  openTestProject,
  prepared,
  projectDirectory,
} from './testing/test-project.ts'

const opened: AsyncDisposable[] = []
const directories: string[] = []

async function start(parties = {}) {
  const directory = projectDirectory(parties)
  directories.push(directory)
  const project = await openTestProject(directory)
  opened.push(project)
  return project
}

afterEach(async () => {
  for (const project of opened.splice(0)) await project[Symbol.asyncDispose]()
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

describe('the projection', () => {
  it('takes no event of another contract for a record', async () => {
    const project = await start()
    const topic = toEventSelector('ModelRecorded(bytes32,bytes32)').slice(2)
    await project.chain.append([{ to: null, data: `0x7f${topic}60406000a100` }])
    await project.project()
    expect(project.readModel.acts('ModelRecorded')).toEqual([])
  })
})

describe('raw transactions', () => {
  const ledger = `0x${'11'.repeat(20)}` as const
  const quantifier = `0x${'22'.repeat(20)}` as const
  const accept = acceptRaw({ domain: { chainId: 1, ledger }, quantifier })
  const note = encodeFunctionData({
    abi,
    functionName: 'note',
    args: ['raise-finding', `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`, 0n, '0x'],
  })
  const quantify = encodeFunctionData({ abi, functionName: 'quantifyDay', args: [15_079] })

  it.each([
    ['a new contract', { to: null, data: '0x00' as const }, 'RAW_REFUSED'],
    ['a call of another contract', { to: `0x${'33'.repeat(20)}` as const, data: note }, 'RAW_REFUSED'],
    ['a day closed from outside', { to: ledger, data: quantify }, 'RAW_REFUSED'],
    ['an unknown call', { to: ledger, data: '0x12345678' as const }, 'CALL_UNKNOWN'],
  ])('refuses %s', (_, call, code) => {
    expect(() => accept(call)).toThrow(expect.objectContaining({ code }))
  })

  it('takes a signed call to the ledger', () => {
    expect(() => accept({ to: ledger, data: note })).not.toThrow()
  })
})
