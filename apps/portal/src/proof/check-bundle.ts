import * as proof from '@tcctv/proof'
import type { Check, Verification, VerifyOptions } from '@tcctv/proof'

export type { Check, Verification }

/**
 * Checks a bundle with the methodology's own compiler. Read from the package by name: it is exported once the
 * compiler is part of it, and until then a bundle can't be checked here, which is said and is no verdict.
 */
export async function checkBundle(bytes: Uint8Array, options: VerifyOptions): Promise<Verification> {
  const verifyBundle: unknown = Reflect.get(proof, 'verifyBundle')
  if (typeof verifyBundle !== 'function') throw new Error('this build holds no methodology compiler')
  // The package's own function of this name; its type is that of verifyBundleWith without the compiler.
  return (verifyBundle as (bytes: Uint8Array, options: VerifyOptions) => Promise<Verification>)(bytes, options)
}
