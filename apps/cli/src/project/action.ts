import { wrapped } from '../terminal.ts'

/** One action of `tcctv project`: what its help says, and what it does with the arguments after its name. */
export type ProjectAction = {
  /** Its arguments, without the name. */
  readonly usage: string
  /** What it does, in sentences that begin with the verb. */
  readonly help: string
  readonly run: (args: readonly string[]) => Promise<number>
}
export type ProjectActions = Readonly<Record<string, ProjectAction>>

/** Actions of one subject, and what holds for all of them. */
export type ActionGroup = { readonly title: string; readonly actions: ProjectActions }

/** Usage and help of every action, in lines of at most `columns` characters. */
export function groupsHelp(groups: readonly ActionGroup[], columns: number): string {
  return groups
    .map(({ title, actions }) => {
      const parts = Object.entries(actions).map(([name, action]) => actionHelp(name, action, columns))
      return `${wrapped('', title, columns)}\n${parts.join('\n')}`
    })
    .join('\n')
}

/** Usage and help of one action. */
export function actionHelp(name: string, { usage, help }: ProjectAction, columns: number): string {
  const [first = '', ...more] = wrapped(`tcctv project ${name} `, unbroken(usage), columns).trimEnd().split('\n')
  const call = [first, ...more.map((line) => INDENT + line.trim())].map((line) =>
    `${line.trimEnd()}\n`.replaceAll(KEPT, ' '),
  )
  return `${call.join('')}${wrapped('    ', help, columns)}`
}

const KEPT = '\u00a0'
/** Arguments on a later line are deeper than the help. */
const INDENT = ' '.repeat(8)

/** Keeps an optional part, a place for a word and an option with its word on one line. */
function unbroken(usage: string): string {
  return usage.replaceAll(/\[[^\]]*\]|--\S+ <[^>]*>|<[^>]*>/g, (part) => part.replaceAll(' ', KEPT))
}
