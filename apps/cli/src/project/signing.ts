import { privateKeyToAccount } from 'viem/accounts'
import { readInput } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { hexSchema, type Party } from '../party.ts'
import { signInAsUser, USER_OPTIONS, type UserOptions } from '../user-session.ts'

/** Options of every action that a party signs. */
export const SIGNING_OPTIONS = { ...USER_OPTIONS, 'key-file': { type: 'string' } } as const

/**
 * The party by its key file, signed in. `what` ends the sentence "--key-file is missing: ".
 *
 * @throws {TcctvError} USAGE, FILE_UNREADABLE, the platform's refusal
 */
export async function partyOf(
  values: UserOptions & { readonly 'key-file'?: string | undefined },
  what: string,
): Promise<Party> {
  if (values['key-file'] === undefined) throw cliError('USAGE', { what: `--key-file is missing: ${what}` })
  const key = hexSchema.parse(readInput(values['key-file']).toString('utf8').trim())
  return { account: privateKeyToAccount(key), client: await signInAsUser(values) }
}
