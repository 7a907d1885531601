import { createHash } from 'node:crypto'
import { connectRpc, type ChainReader, type Hex } from '@tcctv/ledger'
import {
  ASSERTION_HEADER,
  deriveKey,
  serviceClient,
  signAssertion,
  type Principal,
  type ServiceClient,
} from '@tcctv/service'
import { TcctvError } from '@tcctv/units'
import { z } from 'zod'
import { reportError } from '../errors.ts'

/** What the report process sees of a project: its chain by JSON-RPC, and its documents. */
export type ProjectConnection = {
  readonly reader: ChainReader
  /** Number of transactions the account has sent. */
  readonly transactionCount: (address: Hex) => Promise<number>
  /** Sends a signed transaction; gives its hash. */
  readonly sendRaw: (transaction: Hex) => Promise<Hex>
  readonly receipt: (transaction: Hex) => Promise<z.infer<typeof receiptSchema>>
  /** Texts of a PDD version by its index on the chain. */
  readonly documents: (index: number) => Promise<z.infer<typeof documentsSchema>>
  /** A JSON document of the project by its SHA-256, as it was written; undefined when the project has none of that hash. */
  readonly evidence: (content: Hex) => Promise<string | undefined>
  readonly close: () => Promise<void>
}

const hex = z.custom<Hex>((found) => typeof found === 'string' && /^0x[0-9a-f]*$/i.test(found), 'expected 0x hex')
const quantity = hex.transform(Number)
const receiptSchema = z.object({ blockNumber: quantity, status: quantity })
const documentsSchema = z.object({ yaml: z.string(), methodologyYaml: z.string() })
const answerSchema = z.object({ result: z.unknown(), error: z.object({ message: z.string() }).optional() })

/** A chain answers a block of 8,192 readings well within this. */
const TIMEOUT_MS = 60_000

/** Connects to a project process on its socket, as a service that may read this project only. */
export function connectProject(options: {
  readonly slug: string
  readonly socketPath: string
  readonly masterKey: Uint8Array
}): ProjectConnection {
  const { slug, socketPath, masterKey } = options
  const client = serviceClient({ socketPath }, `project ${slug}`)
  const key = deriveKey(masterKey, `project:${slug}`)
  const headers = () => ({ [ASSERTION_HEADER]: signAssertion(key, principalOf(slug), Date.now() / 1000) })
  const post = (body: unknown): Promise<unknown> =>
    client.json(z.unknown(), { method: 'POST', path: '/rpc', body, headers: headers(), timeoutMs: TIMEOUT_MS })
  const ask = async <S extends z.ZodType>(schema: S, method: string, params: readonly unknown[]) => {
    const answer = answerSchema.safeParse(await post({ jsonrpc: '2.0', id: 1, method, params }))
    const result = schema.safeParse(answer.data?.result)
    if (result.success) return result.data
    throw reportError('CHAIN_ANSWER', { slug, what: `${method}: ${answer.data?.error?.message ?? 'another form'}` })
  }
  return {
    reader: connectRpc(post),
    transactionCount: (address) => ask(quantity, 'eth_getTransactionCount', [address, 'latest']),
    sendRaw: (transaction) => ask(hex, 'eth_sendRawTransaction', [transaction]),
    receipt: (transaction) => ask(receiptSchema, 'eth_getTransactionReceipt', [transaction]),
    documents: (index) => client.json(documentsSchema, { path: `/pdd/${index}`, headers: headers() }),
    evidence: (content) => evidenceOf(client, content, headers()),
    close: () => client.close(),
  }
}

/** Other files than JSON are no documents of decisions; a file of another hash is none at all. */
async function evidenceOf(
  client: ServiceClient,
  content: Hex,
  headers: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    const document = await client.json(z.unknown(), { path: `/evidence/${content.slice(2)}`, headers })
    const text = JSON.stringify(document)
    return `0x${createHash('sha256').update(text).digest('hex')}` === content ? text : undefined
  } catch (cause) {
    if (cause instanceof TcctvError && (cause.status === 404 || cause.code === 'UPSTREAM_ANSWER')) return undefined
    throw cause
  }
}

/** The least role that may read a private project. */
function principalOf(slug: string): Principal {
  return {
    id: 'service:report',
    kind: 'service',
    name: 'report generator',
    roles: { operator: false, projects: { [slug]: ['verifier'] } },
  }
}
