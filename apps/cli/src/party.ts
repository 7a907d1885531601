import {
  batchTypedData,
  columnsRoot,
  decisionTypedData,
  encodeColumns,
  batchDigest,
  checkpointTypedData,
} from '@tcctv/contracts'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'
import { z } from 'zod'
import { cliError } from './errors.ts'
import type { GatewayClient } from './gateway-client.ts'

export type Hex = `0x${string}`
export const hexSchema = z.custom<Hex>(
  (found) => typeof found === 'string' && /^0x[0-9a-fA-F]*$/.test(found),
  'hexadecimal',
)
const domainSchema = z.object({ chainId: z.number(), ledger: hexSchema })

/** A party of a project: its own key, and its user's session at the gateway. */
export type Party = { readonly account: PrivateKeyAccount; readonly client: GatewayClient }

/** The key of a file, made at first use with mode 0600. For demonstrations and tests: a real party keeps its key elsewhere. */
export function demonstrationKey(directory: string, name: string): PrivateKeyAccount {
  const path = join(directory, `${name}.key`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (!existsSync(path)) writeFileSync(path, `${generatePrivateKey()}\n`, { mode: 0o600 })
  const text = readFileSync(path, 'utf8').trim()
  return privateKeyToAccount(`0x${text.slice(2)}`)
}

const preparedSchema = z.object({
  domain: domainSchema,
  decision: z.record(z.string(), z.unknown()),
  message: z.object({ action: z.string(), subject: hexSchema, content: hexSchema, nonce: z.string() }),
})
const takenSchema = z.object({ block: z.number(), tx: hexSchema, events: z.array(z.string()) })

/**
 * Prepares, signs and hands in a decision. With `content` nothing else is signed.
 *
 * @throws {TcctvError} the project's or the contract's refusal; CONTENT_DIFFERS
 */
export async function decide(
  { account, client }: Party,
  slug: string,
  decision: Readonly<Record<string, unknown>>,
  text?: string,
  content?: Hex,
): Promise<z.infer<typeof takenSchema>> {
  const asked = { decision, signer: account.address, ...(text === undefined ? {} : { text }) }
  const prepared = await client.json(preparedSchema, `/api/projects/${slug}/decisions/prepare`, { json: asked })
  const message = { ...prepared.message, nonce: BigInt(prepared.message.nonce) }
  if (content !== undefined && message.content !== content)
    throw cliError('CONTENT_DIFFERS', { found: message.content, expected: content })
  const signature = await account.signTypedData(decisionTypedData(prepared.domain, message))
  return client.json(takenSchema, `/api/projects/${slug}/decisions`, {
    json: { decision: prepared.decision, nonce: prepared.message.nonce, signature },
  })
}

const nextCheckpointSchema = z.object({
  domain: domainSchema,
  message: z.object({ number: z.number(), blockHash: hexSchema, stateRoot: hexSchema }),
})

/** Co-signs the head of the chain. */
export async function cosign(
  { account, client }: Party,
  slug: string,
): Promise<{ readonly number: number; readonly block: number }> {
  const { domain, message } = await client.json(nextCheckpointSchema, `/api/projects/${slug}/checkpoints/next`)
  const signature = await account.signTypedData(
    checkpointTypedData(domain, { ...message, number: BigInt(message.number) }),
  )
  const taken = await client.json(z.object({ block: z.number(), tx: hexSchema }), `/api/projects/${slug}/checkpoints`, {
    json: { number: message.number, signature },
  })
  return { number: message.number, block: taken.block }
}

/** A batch of a dry run, as the server shows it. */
export const batchSchema = z.object({
  index: z.number(),
  day: z.string(),
  readings: z.number(),
  columns: z.array(
    z.object({ lane: z.number(), startS: z.number(), stepS: z.number(), counts: z.array(z.string().regex(/^-?\d+$/)) }),
  ),
  digest: hexSchema,
  source: hexSchema,
  sequence: z.string(),
  evidence: z.number(),
})

/**
 * Digest of a batch and the message it is of, computed here from the readings shown, never taken from the server.
 *
 * @throws {TcctvError} DIGEST_DIFFERS
 */
export function checkedBatch(domain: z.infer<typeof domainSchema>, batch: z.infer<typeof batchSchema>) {
  const columns = batch.columns.map((column) => ({ ...column, counts: column.counts.map(BigInt) }))
  const message = {
    columnsRoot: columnsRoot(encodeColumns(columns)),
    evidence: batch.evidence,
    source: batch.source,
    sequence: BigInt(batch.sequence),
  }
  const digest = batchDigest(domain, message)
  if (digest !== batch.digest)
    throw cliError('DIGEST_DIFFERS', { batch: batch.index, found: batch.digest, expected: digest })
  return { digest, message }
}

/** Signs a batch. @throws {TcctvError} DIGEST_DIFFERS */
export async function signBatch(
  account: PrivateKeyAccount,
  domain: z.infer<typeof domainSchema>,
  batch: z.infer<typeof batchSchema>,
): Promise<Hex> {
  return account.signTypedData(batchTypedData(domain, checkedBatch(domain, batch).message))
}
