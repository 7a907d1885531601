import { z } from 'zod'
import { parseOptions, printJson, required } from '../arguments.ts'
import { followTraining, recordModel } from '../demo/train-model.ts'
import { createProgress, wrapped } from '../terminal.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'
import type { ProjectActions } from './action.ts'
import { partyOf, SIGNING_OPTIONS } from './signing.ts'

export const MODEL_ACTIONS: ProjectActions = {
  retrain: {
    usage: "<slug> [--record --key-file <operator's key>]",
    help: 'Trains a new version of the anomaly model on all history, without the readings of open and confirmed alerts. It is not used before it is on the chain: --record puts it there at once, record-model later.',
    run: retrain,
  },
  'record-model': {
    usage: "<slug> <model hash> --key-file <operator's key>",
    help: 'Records a trained version on the chain: from then on it judges the readings.',
    run: record,
  },
  models: {
    usage: '<slug> [--json]',
    help: 'Lists the versions of the anomaly model with the figures of their cards, and what a new version finds that the one before did not, on the same readings.',
    run: models,
  },
  training: {
    usage: '<slug>',
    help: 'Says how far the training of the anomaly model is.',
    run: training,
  },
}

const judgement = z.object({ alertedReadings: z.number(), alertedDays: z.number(), confirmedDaysFound: z.number() })
const versionSchema = z.looseObject({
  modelHash: z.string(),
  cardHash: z.string(),
  state: z.string(),
  block: z.number().nullable(),
  trainedTo: z.string(),
  rows: z.number(),
  explained: z.number(),
  threshold: z.number(),
  outOfFoldEpisodes: z.number(),
  comparison: z
    .looseObject({ readings: z.number(), confirmedDays: z.number(), before: judgement, after: judgement })
    .nullable(),
})
type Version = z.infer<typeof versionSchema>
const versionsSchema = z.object({ items: z.array(versionSchema) })

async function retrain(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...SIGNING_OPTIONS,
    record: { type: 'boolean', default: false },
  })
  const slug = required(positionals, 0, '<slug>')
  const progress = createProgress(process.stderr)
  if (!values.record) {
    printJson(
      await followTraining(
        await signInAsUser(values),
        `/api/projects/${slug}/model/retrain`,
        { method: 'POST' },
        progress,
      ),
    )
    return 0
  }
  const operator = await partyOf(values, 'a model is recorded by the operator')
  const hashes = await followTraining(
    operator.client,
    `/api/projects/${slug}/model/retrain`,
    { method: 'POST' },
    progress,
  )
  printJson(await recordModel(operator, slug, hashes))
  return 0
}

async function record(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, SIGNING_OPTIONS)
  const [slug, modelHash] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<model hash>')]
  const operator = await partyOf(values, 'a model is recorded by the operator')
  const { items } = await operator.client.json(versionsSchema, `/api/projects/${slug}/model/versions`)
  const found = items.find((version) => version.modelHash === modelHash)
  printJson(await recordModel(operator, slug, { modelHash, cardHash: found?.cardHash ?? '' }))
  return 0
}

async function models(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...USER_OPTIONS, json: { type: 'boolean', default: false } })
  const client = await signInAsUser(values)
  const slug = required(positionals, 0, '<slug>')
  const { items } = await client.json(versionsSchema, `/api/projects/${slug}/model/versions`)
  if (values.json) printJson(items)
  else process.stdout.write(items.length === 0 ? 'no model\n' : versionText(items))
  return 0
}

async function training(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, USER_OPTIONS)
  const client = await signInAsUser(values)
  printJson(await client.json(z.looseObject({}), `/api/projects/${required(positionals, 0, '<slug>')}/training`))
  return 0
}

/** A version in a few lines: its card's figures, then what changes against the one before. */
function versionText(items: readonly Version[], columns: number = process.stdout.columns ?? 100): string {
  return items
    .map(({ modelHash, state, block, trainedTo, rows, explained, outOfFoldEpisodes, comparison }) => {
      const at = block === null ? '' : `, block ${block}`
      const card = `${rows} readings up to ${trainedTo}; explains ${(explained * 100).toFixed(0)} %; ${outOfFoldEpisodes} alerts in its own history`
      const head = `${wrapped('', `${modelHash}  ${state}${at}`, columns)}${wrapped('   ', card, columns)}`
      if (comparison === null) return head
      const { before, after, readings, confirmedDays } = comparison
      const change = `on the same ${readings} readings: alerted days ${before.alertedDays} before, ${after.alertedDays} after; of ${confirmedDays} confirmed days found ${before.confirmedDaysFound} before, ${after.confirmedDaysFound} after`
      return `${head}${wrapped('   ', change, columns)}`
    })
    .join('')
}
