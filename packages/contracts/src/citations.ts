import { encodeAbiParameters, keccak256, numberToHex, type Hex } from 'viem'

/** What a decision on an exception may cite: the amount judged, the report filed, the batch that corrects the data. */
export type Citable = { readonly amount: bigint; readonly report: Hex; readonly batch?: Hex }

/**
 * The content that a party signs for a decision on an exception: the decision's own content, and with it what the
 * decision accepts. The contract computes the same from its storage, so that nothing else can have been accepted.
 *
 * @example signedContent('justify', text, { amount: 5n, report: ZERO }) === text // true: it accepts nothing
 */
export function signedContent(action: string, content: Hex, citable: Citable): Hex {
  const cited = citedBy(action, citable)
  return cited === undefined ? content : hashOf([content, cited])
}

function citedBy(action: string, { amount, report, batch = `0x${'00'.repeat(32)}` }: Citable): Hex | undefined {
  switch (action) {
    case 'resubmit':
      return amountWord(amount)
    case 'resubmit-corrected':
      return batch
    case 'send-back':
    case 'release-zero':
      return report
    case 'release-as-is':
      return hashOf([report, amountWord(amount)])
    case 'release-corrected':
      return hashOf([report, batch])
    default:
      return undefined
  }
}

function amountWord(amount: bigint): Hex {
  return numberToHex(amount, { size: 32, signed: true })
}

function hashOf([one, other]: readonly [Hex, Hex]): Hex {
  return keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'bytes32' }], [one, other]))
}
