import { DOCUMENT_NAMES, documentSchema } from '@tcctv/methodology'
import { parseOptions, printJson, required } from '../arguments.ts'
import { cliError } from '../errors.ts'

/** `tcctv methodology schema` */
export async function schema(args: readonly string[]): Promise<number> {
  const { positionals } = parseOptions(args, {})
  const asked = required(positionals, 0, DOCUMENT_NAMES.join(', '))
  const name = DOCUMENT_NAMES.find((one) => one === asked)
  if (name === undefined) throw cliError('USAGE', { what: `${asked}: expected one of ${DOCUMENT_NAMES.join(', ')}` })
  printJson(documentSchema(name))
  return 0
}
