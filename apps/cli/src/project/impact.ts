import { z } from 'zod'
import { parseOptions, printJson, readInput, required } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { createProgress } from '../terminal.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'
import type { ProjectActions } from './action.ts'
import { differenceSchema, differenceText } from './difference-text.ts'
import { impactSchema, impactText, type Impact } from './impact-text.ts'
import { orPlacedFaults } from './placed-faults.ts'
import { checkedSchema, earliestText } from './versions.ts'

export const IMPACT_ACTIONS: ProjectActions = {
  impact: {
    usage: '<slug> --draft <pdd.yaml> | --index <number> [--from <day>] [--json]',
    help: 'Replays the history on a copy of the chain, by default from its first day, and tells what a document would have changed.',
    run: impact,
  },
}

const lineSchema = z.object({
  replayed: z.number().optional(),
  blocks: z.number().optional(),
  impact: impactSchema.optional(),
})
const versionSchema = z.object({ ...checkedSchema.shape, ...differenceSchema.shape, index: z.number().optional() })

async function impact(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...USER_OPTIONS,
    draft: { type: 'string' },
    index: { type: 'string' },
    from: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  const slug = required(positionals, 0, '<project>')
  const { draft, index, from } = values
  if ((draft === undefined) === (index === undefined))
    throw cliError('USAGE', { what: 'give --draft <pdd.yaml>, or --index <number> of a proposal' })
  if (index !== undefined && !/^\d+$/.test(index)) throw cliError('USAGE', { what: `--index ${index} is no number` })
  const client = await signInAsUser(values)
  const base = `/api/projects/${slug}/pdd`
  return orPlacedFaults(draft ?? '', async () => {
    const pdd = draft === undefined ? undefined : readInput(draft).toString('utf8')
    const version = await client.json(
      versionSchema,
      pdd === undefined ? `${base}/${index}` : `${base}/check`,
      pdd === undefined ? {} : { json: { pdd } },
    )
    const query = from === undefined ? '' : `?from=${encodeURIComponent(from)}`
    const lines =
      pdd === undefined
        ? client.lines(lineSchema, `${base}/${index}/impact${query}`)
        : client.lines(lineSchema, `${base}/impact`, { json: { pdd, ...(from === undefined ? {} : { from }) } })
    const found = await lastOf(lines)
    if (values.json) printJson({ ...version, impact: found })
    else process.stdout.write(`${differenceText(version)}${earliestText(version.earliest)}\n\n${impactText(found)}`)
    return 0
  })
}

async function lastOf(lines: AsyncIterable<z.infer<typeof lineSchema>>): Promise<Impact> {
  const progress = createProgress(process.stderr)
  progress.begin('Replay the history on a copy of the chain')
  for await (const { replayed = 0, blocks = 0, impact: found } of lines) {
    if (found !== undefined) {
      progress.end(`${found.headBlock - (found.forkBlock ?? found.headBlock)} blocks`)
      return found
    }
    if (blocks > 0) progress.advance(replayed, blocks)
  }
  throw cliError('STEP_FAILED', { step: 'impact', detail: 'the answer ended without a result' })
}
