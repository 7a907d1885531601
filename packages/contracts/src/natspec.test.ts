import { describe, expect, it } from 'vitest'
import { documentContracts, type ContractDocument } from '../scripts/compile-contracts.mjs'

type Item = ContractDocument['abi'][number]
type Parameter = Item['inputs'][number]

/** What is public and has no text: the notice of a function, event or error, a parameter or a result of a function. */
function untold({ name: contract, abi, userdoc, devdoc, getters }: ContractDocument): string[] {
  return abi.flatMap((item) => {
    const { name } = item
    if (name === undefined) return []
    const signature = `${name}(${item.inputs.map(typeOf).join(',')})`
    const place = `${contract}.${signature}`
    if (item.type === 'event') return userdoc.events?.[signature]?.notice === undefined ? [place] : []
    if (item.type === 'error') return (userdoc.errors?.[signature] ?? []).length === 0 ? [place] : []
    const notice = userdoc.methods?.[signature]?.notice === undefined ? [place] : []
    if (getters.includes(name) && !hasOwnText(devdoc, signature)) return notice
    const told = devdoc.methods?.[signature]
    // a parameter without a name is not used: the call goes on to the spine as it is
    const missing = item.inputs.filter((one) => one.name !== '' && told?.params?.[one.name] === undefined)
    const isAnswered = Object.keys(told?.returns ?? {}).length >= results(item, contract)
    return [...notice, ...missing.map((one) => `${place} ${one.name}`), ...(isAnswered ? [] : [`${place} result`])]
  })
}

function hasOwnText(devdoc: ContractDocument['devdoc'], signature: string): boolean {
  return devdoc.methods?.[signature] !== undefined
}

/** The ledger's `dayInputs` hands on what the spine says. */
function results({ name, outputs = [] }: Item, contract: string): number {
  return name === 'dayInputs' && contract === 'ProjectLedger' ? 0 : outputs.length
}

function typeOf({ type, components }: Parameter): string {
  return components === undefined ? type : `(${components.map(typeOf).join(',')})${type.slice('tuple'.length)}`
}

describe('texts of the contracts', () => {
  const contracts = documentContracts()

  it('stand at every public function, event and error', () => {
    expect(contracts.flatMap(untold)).toEqual([])
  })

  it('name every deployed contract', () => {
    const deployed = contracts.filter(({ name }) =>
      ['Quantifier', 'Rules', 'Readings', 'Spine', 'ProjectLedger'].includes(name),
    )
    expect(deployed.map(({ devdoc }) => devdoc.title ?? '')).toEqual(deployed.map(() => expect.stringMatching(/\w/)))
    expect(deployed).toHaveLength(5)
  })

  it('are missed where they are missing', () => {
    const ledger = contracts.find(({ name }) => name === 'ProjectLedger')
    if (ledger === undefined) throw new Error('no ledger')
    expect(untold({ ...ledger, userdoc: { ...ledger.userdoc, events: {} } })).toContain(
      'ProjectLedger.KeySet(address,uint8,bool)',
    )
    const { methods: _, ...silent } = ledger.devdoc
    expect(untold({ ...ledger, devdoc: silent })).toContain('ProjectLedger.setStage(uint8,bytes32,uint64,bytes) sig')
  })
})
