import type { Command } from '../commands.ts'
import { cliError } from '../errors.ts'
import { NETWORK_ACTIONS, NETWORK_USAGE } from '../ledger/network-actions.ts'

const ACTIONS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  ...NETWORK_ACTIONS,
}

export const ledgerCommand: Command = {
  summary: 'start a network for the chain of a project, move the chain there, compare both',
  usage: NETWORK_USAGE,
  run: (args) => {
    const [action = '', ...rest] = args
    const chosen = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
    if (chosen === undefined) throw cliError('USAGE', { what: `expected one of ${Object.keys(ACTIONS).join(', ')}` })
    return chosen(rest)
  },
}
