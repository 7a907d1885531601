import { createRoute } from '@hono/zod-openapi'
import { buildReadingProof, type ReadingProofInput } from '@tcctv/proof'
import { createRouter } from '@tcctv/service'
import { fromRlp, toRlp } from 'viem'
import { z } from 'zod'
import type { Act } from '../read-model/query-state.ts'
import type { Hex } from '../read-model/projected.ts'
import type { ReadSide } from './read-side.ts'
import { guard, jsonAnswer } from './requests.ts'
import { findReading, readingIdSchema } from './series-routes.ts'

/** Headers between a reading and its checkpoint at most; about 600 bytes each. A farther checkpoint is left out. */
const MAX_HEADERS = 2000

const proof = createRoute({
  method: 'get',
  path: '/readings/{id}/proof',
  request: { params: z.object({ id: readingIdSchema }) },
  responses: {
    200: jsonAnswer(z.record(z.string(), z.unknown()), 'tcctv-reading-proof/1: checks without trust in this server'),
  },
})

export function proofRoutes(project: ReadSide) {
  return createRouter().openapi(proof, async (c) => {
    guard(project, c.var.principal, 'readings.read')
    const found: Record<string, unknown> = { ...(await proofOf(project, c.req.valid('param').id)) }
    return c.json(found, 200)
  })
}

async function proofOf(project: ReadSide, id: string): ReturnType<typeof buildReadingProof> {
  const { facts, reader, words } = project
  const { block, tx, column, position, parameter, meter } = findReading(project, id)
  return buildReadingProof({
    chainId: facts.chainId,
    genesisHash: facts.genesisHash,
    ledger: facts.ledger,
    block: await reader.rawBlock(block),
    tx,
    column,
    position,
    words: { parameter, meter, unit: words().unitOf[parameter] ?? '' },
    checkpoint: await checkpointAfter(project, block),
  })
}

/** The nearest checkpoint at or behind a block, with the headers that lead to it. */
async function checkpointAfter(
  { readModel, reader }: ReadSide,
  block: number,
): Promise<ReadingProofInput['checkpoint']> {
  const behind = readModel
    .acts('Checkpointed')
    .filter(({ subject }) => Number(subject) >= block && Number(subject) - block <= MAX_HEADERS)
    .toSorted((left, right) => Number(left.subject) - Number(right.subject))
  const [nearest] = behind
  if (nearest === undefined) return null
  const number = Number(nearest.subject)
  const headers: Uint8Array[] = []
  for (let at = block + 1; at <= number; at += 1) headers.push(headerIn(await reader.rawBlock(at)))
  return {
    number,
    blockHash: fieldOf(nearest, 'blockHash'),
    stateRoot: fieldOf(nearest, 'stateRoot'),
    signature: fieldOf(nearest, 'signature'),
    headers,
  }
}

/** RLP of a block's header, out of the RLP of the block. */
function headerIn(block: Uint8Array): Uint8Array {
  const [header = []] = fromRlp(block, 'bytes')
  return toRlp(typeof header === 'number' ? [] : header, 'bytes')
}

function fieldOf({ fields }: Act, name: string): Hex {
  const found = String(fields[name])
  return found.startsWith('0x') ? `0x${found.slice(2)}` : '0x'
}
