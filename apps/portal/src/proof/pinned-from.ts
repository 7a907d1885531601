import type { Hex, Parties } from '../api-types.ts'
import type { Pinned } from './proof-job.ts'

/** Pins as the platform's own server states them: good for showing that the page is consistent, not independent. */
export function pinnedFrom(parties: Parties, ledger: Hex): Pinned {
  const { chainId, genesisHash, sealers } = parties.pinned
  const keys = parties.keys.map(({ address, role, since, until }) => ({
    address,
    role,
    ...(typeof since === 'number' ? { since } : {}),
    ...(until === undefined ? {} : { until }),
  }))
  return { chainId, genesisHash, ledger, sealers, keys }
}

const ADDRESS = /^0x[0-9a-fA-F]{40}$/

/** Pins as somebody typed them. Malformed words are left out, and so the lines that need them stay unchecked. */
export function pinnedTyped(typed: {
  readonly chainId: string
  readonly sealers: string
  readonly keys: string
}): Pinned {
  const keys = words(typed.keys).flatMap((word) => {
    const [role = '', address = ''] = word.split(':')
    return isAddress(address) ? [{ role, address }] : []
  })
  return { chainId: Number(typed.chainId) || 0, sealers: words(typed.sealers).filter(isAddress), keys }
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '')
}

function isAddress(text: string): text is Hex {
  return ADDRESS.test(text)
}
