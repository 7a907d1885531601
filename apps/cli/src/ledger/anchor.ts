import type { Hex } from 'viem'
import { checkpointBytes, checkpointDigest, readCheckpoint } from '../anchor/checkpoint-file.ts'
import { anchorOn, checkAnchorOn } from '../anchor/network.ts'
import { checkTimestamp } from '../anchor/timestamp.ts'
import { parseOptions, readInput, required } from '../arguments.ts'
import { cliError } from '../errors.ts'

/** `tcctv ledger anchor` */
export async function anchor(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { rpc: { type: 'string' }, 'key-file': { type: 'string' } })
  const checkpoint = await readCheckpoint(required(positionals, 0, '<checkpoint.json>'))
  const url = given(values.rpc, '--rpc <url>')
  const key = hexOf(readInput(given(values['key-file'], '--key-file <file>')).toString('utf8').trim(), '--key-file')
  const { tx, block } = await anchorOn(url, key, digestOf(checkpoint))
  process.stdout.write(`transaction ${tx} in block ${block}\n`)
  return 0
}

/** `tcctv ledger anchored` */
export async function anchored(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    response: { type: 'string' },
    ca: { type: 'string', multiple: true, default: [] },
    rpc: { type: 'string' },
    tx: { type: 'string' },
  })
  const checkpoint = await readCheckpoint(required(positionals, 0, '<checkpoint.json>'))
  if (values.response !== undefined) {
    const [bytes, digest] = [checkpointBytes(checkpoint), checkpointDigest(checkpoint)]
    const trusted = values.ca.flatMap((path) => certificatesIn(readInput(path).toString('utf8')))
    const { time, signature } = await checkTimestamp(readInput(values.response), bytes, digest, trusted)
    const word =
      signature === 'trusted' ? 'signed by the authority' : 'its signature is not checked: name --ca <ca.pem>'
    process.stdout.write(`block ${checkpoint.number} existed at ${time.toISOString()}; ${word}\n`)
    return signature === 'trusted' ? 0 : 1
  }
  const url = given(values.rpc, '--response <file>, or --rpc <url> with --tx <hash>')
  const found = await checkAnchorOn(url, hexOf(given(values.tx, '--tx <hash>'), '--tx'), digestOf(checkpoint))
  process.stdout.write(
    `block ${checkpoint.number} existed at ${found.time.toISOString()}: block ${found.block} of chain ${found.chainId}, sent by ${found.from}, by the word of that node\n`,
  )
  return 0
}

function digestOf(checkpoint: Parameters<typeof checkpointDigest>[0]): Hex {
  return `0x${checkpointDigest(checkpoint).toString('hex')}`
}

function given(found: string | undefined, name: string): string {
  if (found === undefined) throw cliError('USAGE', { what: `${name} is missing` })
  return found
}

function hexOf(text: string, name: string): Hex {
  if (!/^0x[0-9a-f]{64}$/i.test(text)) throw cliError('USAGE', { what: `${name}: expected 32 bytes as 0x hex` })
  return `0x${text.slice(2).toLowerCase()}`
}

/** DER of each certificate of a PEM file. */
function certificatesIn(pem: string): Buffer[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)].map(([, base64 = '']) =>
    Buffer.from(base64, 'base64'),
  )
}
