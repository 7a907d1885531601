import { isReadingProof, type KnownProof } from './read-proof.ts'

export type Dropped =
  | { readonly kind: 'bundle'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'proof'; readonly name: string; readonly proof: KnownProof }

/** A chosen file by what it holds, not by its name; null when it is neither a ZIP nor a reading's proof. */
export async function readDropped(file: Blob & { readonly name: string }): Promise<Dropped | null> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return { kind: 'bundle', name: file.name, bytes }
  const proof = parsed(new TextDecoder().decode(bytes))
  return isReadingProof(proof) ? { kind: 'proof', name: file.name, proof } : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the caller says that the file is neither of the two.
    return null
  }
}
