import { parseOptions, printJson, required } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { decide } from '../party.ts'
import type { ProjectActions } from './action.ts'
import { partyOf, SIGNING_OPTIONS } from './signing.ts'

export const INCREASE_ACTIONS: ProjectActions = {
  'explain-increase': {
    usage: "<slug> <vintage> --text <why> --key-file <proponent's key>",
    help: 'Signs why a complete vintage is far above its estimate. The explanation is the document of its freezing: without it the vintage can be neither frozen nor reported. If it was frozen otherwise, the explanation is signed with the move to reported.',
    run: explainIncrease,
  },
}

async function explainIncrease(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...SIGNING_OPTIONS,
    text: { type: 'string' },
  })
  const [slug, year] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<vintage>')]
  if (!/^\d{4}$/.test(year)) throw cliError('USAGE', { what: `vintage ${year}: expected a year like 2012` })
  if (values.text === undefined || values.text.trim() === '')
    throw cliError('USAGE', { what: '--text is missing: say why the vintage is above its estimate' })
  const decision = { action: 'explain-increase', vintage: Number(year) }
  printJson(await decide(await partyOf(values, 'this is signed by the proponent'), slug, decision, values.text))
  return 0
}
