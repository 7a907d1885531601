import { nameOfCode, ROLES } from '@tcctv/contracts'
import { formatTime } from '@tcctv/units'
import { z } from 'zod'
import type { ReadSide } from './read-side.ts'

const keySchema = z.object({
  address: z.string(),
  role: z.string(),
  /** Blocks, as a verifier pins them; times beside. */
  since: z.number(),
  until: z.number().nullable(),
  sinceAt: z.string(),
  untilAt: z.string().nullable(),
})
export const partiesSchema = z.object({
  asOf: z.number(),
  sealer: z.string(),
  pinned: z.object({ chainId: z.number(), genesisHash: z.string(), sealers: z.array(z.string()) }),
  keys: z.array(keySchema),
})

/** Every key that ever was in force, in order; a key set again has one entry for each time. */
export function partiesOf({ readModel, facts }: ReadSide): z.infer<typeof partiesSchema> {
  const { chainId, genesisHash, sealer } = facts
  const keys: z.infer<typeof keySchema>[] = []
  for (const { subject: address, fields, block, atS } of readModel.acts('KeySet')) {
    const at = formatTime(atS)
    const known = keys.findLast((key) => key.address === address && key.until === null)
    if (fields['active'] === true) {
      const role = nameOfCode(ROLES, Number(fields['role'])) ?? String(fields['role'])
      keys.push({ address, role, since: block, until: null, sinceAt: at, untilAt: null })
    } else if (known !== undefined) {
      known.until = block
      known.untilAt = at
    }
  }
  return { asOf: readModel.headBlock(), sealer, pinned: { chainId, genesisHash, sealers: [sealer] }, keys }
}
