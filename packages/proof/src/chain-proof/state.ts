import { verifyMerkleProof } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { keccakBytes } from '@tcctv/contracts'
import { fromHex, toHex, type Hex } from '../bytes.ts'
import { mustEqual, refuse } from '../errors.ts'

/** Answer of `eth_getProof` (EIP-1186). */
export type StateProof = {
  readonly address: string
  readonly balance: string
  readonly nonce: string
  readonly codeHash: string
  readonly storageHash: string
  readonly accountProof: readonly string[]
  readonly storageProof: readonly { readonly key: string; readonly value: string; readonly proof: readonly string[] }[]
}
/** What a state root commits to; an account that does not exist is empty. */
export type ProvenAccount = {
  readonly exists: boolean
  readonly nonce: bigint
  readonly balance: bigint
  readonly codeHash: Hex
  readonly storageHash: Hex
  /** Words by key; zero where the proof shows that there is none. */
  readonly slots: readonly { readonly key: Hex; readonly word: bigint }[]
}

const EMPTY_ROOT = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'
const EMPTY_CODE = '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'

/**
 * What an account and slots of it held under a state root. Only what the nodes prove is given back; where the answer itself
 * says otherwise, it is refused. Nothing is said about the root: take it from a header that is co-signed or sealed.
 *
 * @throws {TcctvError} CHECK_FAILED naming the account or the slot
 * @example (await verifyStateProof(header.stateRoot, answer)).slots[0]?.word // 5n
 */
export async function verifyStateProof(stateRoot: Hex, proof: StateProof): Promise<ProvenAccount> {
  const where = `account ${proof.address}`
  const leaf = await leafUnder(stateRoot, fromHex(proof.address), proof.accountProof, where)
  const account = leaf === null ? NOBODY : accountOf(leaf, where)
  mustEqual(`${where}: nonce`, account.nonce, BigInt(proof.nonce))
  mustEqual(`${where}: balance`, account.balance, BigInt(proof.balance))
  mustEqual(`${where}: hash of the code`, account.codeHash, proof.codeHash.toLowerCase())
  mustEqual(`${where}: root of the storage`, account.storageHash, proof.storageHash.toLowerCase())
  const slots = []
  for (const slot of proof.storageProof) slots.push(await slotOf(account.storageHash, slot, where))
  return { ...account, exists: leaf !== null, slots }
}

type Account = Omit<ProvenAccount, 'exists' | 'slots'>

const NOBODY: Account = { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE, storageHash: EMPTY_ROOT }

async function slotOf(
  root: Hex,
  { key, value, proof }: StateProof['storageProof'][number],
  where: string,
): Promise<{ readonly key: Hex; readonly word: bigint }> {
  const full: Hex = `0x${key.replace(/^0x/, '').toLowerCase().padStart(64, '0')}`
  const at = `${where}, slot ${full}`
  const leaf = await leafUnder(root, fromHex(full), proof, at)
  const word = leaf === null ? 0n : integerOf(RLP.decode(leaf), at)
  mustEqual(at, word, BigInt(value))
  return { key: full, word }
}

/** The content at the hash of a key, or null where the nodes show that there is none. */
async function leafUnder(
  root: Hex,
  key: Uint8Array,
  nodes: readonly string[],
  where: string,
): Promise<Uint8Array | null> {
  if (root === EMPTY_ROOT && nodes.length === 0) return null
  try {
    return await verifyMerkleProof(keccakBytes(key), nodes.map(fromHex), { root: fromHex(root) })
  } catch {
    return refuse(where, `nodes that lead from ${root} to it`, 'nodes that lead elsewhere')
  }
}

function accountOf(leaf: Uint8Array, where: string): Account {
  const fields = RLP.decode(leaf)
  const [nonce, balance, storage, code] = Array.isArray(fields) ? fields : []
  if (!(storage instanceof Uint8Array) || !(code instanceof Uint8Array))
    return refuse(where, 'an account of four fields', 'another form')
  return {
    nonce: integerOf(nonce, where),
    balance: integerOf(balance, where),
    storageHash: toHex(storage),
    codeHash: toHex(code),
  }
}

function integerOf(found: unknown, where: string): bigint {
  if (!(found instanceof Uint8Array)) return refuse(where, 'an integer', 'a list')
  return found.length === 0 ? 0n : BigInt(toHex(found))
}
