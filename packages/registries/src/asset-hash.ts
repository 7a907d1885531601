import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { RegistryProject } from './project.ts'

type Asset = RegistryProject['assets'][number]

/**
 * Hash of a serial, account or permit number: letters and digits only, capitals, with its kind, so that spellings
 * agree and kinds do not. Short numbers can be guessed from their hash: it hides nothing from one who tries them all.
 *
 * @example assetOf('meter', 'AB-12 3') // the same as of 'ab123'
 */
export function assetOf(kind: Asset['kind'], number: string): Asset {
  const plain = number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return { kind, sha256: bytesToHex(sha256(utf8ToBytes(`${kind}:${plain}`))) }
}
