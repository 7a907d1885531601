import type { Command } from '../commands.ts'
import { cliError } from '../errors.ts'
import { actionHelp, groupsHelp, type ActionGroup, type ProjectActions } from '../project/action.ts'
import { ALERT_ACTIONS } from '../project/alerts.ts'
import { MODEL_ACTIONS } from '../project/models.ts'
import { DOCUMENT_ACTIONS } from '../project/check.ts'
import { CREATION_ACTIONS } from '../project/create.ts'
import { DECISION_ACTIONS } from '../project/decide.ts'
import { EXCEPTION_ACTIONS } from '../project/exceptions.ts'
import { INCREASE_ACTIONS } from '../project/explain-increase.ts'
import { IMPACT_ACTIONS } from '../project/impact.ts'
import { READING_ACTIONS } from '../project/import.ts'
import { RESULT_ACTIONS } from '../project/quantify.ts'
import { REPAIR_ACTIONS } from '../project/rebuild.ts'
import { STAGE_ACTIONS } from '../project/stage.ts'
import { STATUS_ACTIONS } from '../project/status.ts'
import { VERSION_ACTIONS } from '../project/versions.ts'

/** What a pipe is taken for. */
const COLUMNS = 100

const GROUPS: readonly ActionGroup[] = [
  { title: 'Without a platform:', actions: { ...DOCUMENT_ACTIONS, ...REPAIR_ACTIONS } },
  {
    title:
      'On a running platform, by --gateway <address>, --email and --password-file; by default as the first operator of the data directory (--data <dir>). --session-file <file> keeps the session for the next command:',
    actions: {
      ...CREATION_ACTIONS,
      ...STAGE_ACTIONS,
      ...READING_ACTIONS,
      ...STATUS_ACTIONS,
      ...RESULT_ACTIONS,
      ...EXCEPTION_ACTIONS,
      ...ALERT_ACTIONS,
      ...MODEL_ACTIONS,
      ...DECISION_ACTIONS,
      ...INCREASE_ACTIONS,
      ...VERSION_ACTIONS,
      ...IMPACT_ACTIONS,
    },
  },
]
const ACTIONS: ProjectActions = Object.assign({}, ...GROUPS.map(({ actions }) => actions))

export const projectCommand: Command = {
  usage: ([name = '']) => {
    const columns = process.stdout.columns ?? COLUMNS
    const action = actionOf(name)
    return action === undefined ? groupsHelp(GROUPS, columns) : actionHelp(name, action, columns)
  },
  run: ([name = '', ...args]) => {
    const action = actionOf(name)
    if (action === undefined) throw cliError('USAGE', { what: `expected one of ${Object.keys(ACTIONS).join(', ')}` })
    return action.run(args)
  },
}

function actionOf(name: string): ProjectActions[string] | undefined {
  return Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
}
