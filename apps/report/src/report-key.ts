import { ensureKeyFile } from '@tcctv/service'
import { bytesToHex } from 'viem'
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'

/**
 * Account that signs reports; a new key is written, mode 0600, when the file is missing. Its address must have the
 * role `report` on a chain before a report of that project can be anchored.
 *
 * @throws {TcctvError} KEY_FILE_INVALID
 */
export function openReportKey(path: string): PrivateKeyAccount {
  return privateKeyToAccount(bytesToHex(ensureKeyFile(path)))
}
