import { RLP, type NestedUint8Array } from '@ethereumjs/rlp'
import { bytesToUnprefixedHex } from '@ethereumjs/util'

const HASH_DIGITS = 64

/**
 * Those of a block's new nodes that the state after it consists of, and new contract code. The trie library writes the path to
 * the root once for every slot that changes, so about half of the nodes belong to states between; nothing refers
 * to them, and they are made again should they ever be needed.
 */
export function reachableNodes(
  written: ReadonlyMap<string, Uint8Array>,
  stateRoot: Uint8Array,
): ReadonlyMap<string, Uint8Array> {
  const kept = new Map<string, Uint8Array>()
  for (const [key, code] of written) if (key.length !== HASH_DIGITS) kept.set(key, code)
  const waiting = [{ hash: stateRoot, isAccounts: true }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { hash, isAccounts } = next
    const key = bytesToUnprefixedHex(hash)
    const node = written.get(key)
    if (node === undefined || kept.has(key)) continue
    kept.set(key, node)
    for (const child of referredBy(listOf(node), isAccounts)) waiting.push(child)
  }
  return kept
}

type Reference = { readonly hash: Uint8Array; readonly isAccounts: boolean }

/** Hashes in a node: of its children, and of the storage of an account. Short children lie inside it. */
function* referredBy(node: NestedUint8Array, isAccounts: boolean): Generator<Reference> {
  const [path, content] = node
  if (node.length === 2 && path instanceof Uint8Array && isLeaf(path)) {
    const storage = isAccounts && content instanceof Uint8Array ? listOf(content)[2] : undefined
    if (storage instanceof Uint8Array) yield { hash: storage, isAccounts: false }
    return
  }
  for (const child of node.length === 2 ? [content] : node.slice(0, -1)) {
    if (Array.isArray(child)) yield* referredBy(child, isAccounts)
    else if (child instanceof Uint8Array && child.length === HASH_DIGITS / 2) yield { hash: child, isAccounts }
  }
}

/** By the first half byte of the path. Source: yellow paper, appendix C. */
function isLeaf(path: Uint8Array): boolean {
  return ((path[0] ?? 0) & 0x20) !== 0
}

function listOf(rlp: Uint8Array): NestedUint8Array {
  const decoded = RLP.decode(rlp)
  return Array.isArray(decoded) ? decoded : []
}
