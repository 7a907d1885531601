import { z } from 'zod'
import { TcctvError } from '@tcctv/units'
import { cliError } from '../errors.ts'
import type { GatewayClient } from '../gateway-client.ts'
import { decide } from '../party.ts'
import type { Progress } from '../terminal.ts'
import type { Example } from './example.ts'
import { giveRoles, reportAddress, type People } from './people.ts'
import { shortHashes, trainModel } from './train-model.ts'

const stepSchema = z.looseObject({ step: z.string(), state: z.string(), detail: z.string().default('') })
const summarySchema = z.looseObject({
  stage: z.string(),
  pdd: z.looseObject({ index: z.number(), approvedFrom: z.string().nullable() }),
  model: z.unknown(),
})

/** Creates the project if it does not exist yet, and brings it to the trial stage with a trained model. */
export async function provision(people: People, example: Example, progress: Progress): Promise<void> {
  const { slug } = example
  const { operator } = people
  const { items } = await operator.client.json(
    z.object({ items: z.array(z.looseObject({ slug: z.string() })) }),
    '/api/platform/projects',
  )
  progress.begin('Provision project')
  if (!items.some((project) => project.slug === slug)) await create(people, example)
  await follow(people, slug, progress)
  await giveRoles(people, slug)
  progress.end(`process, chain and contracts of ${slug}`)
  await approve(people, slug, progress)
  await train(people, example, progress)
}

async function create(people: People, example: Example): Promise<void> {
  const { operator, proponent, registry, verifier } = people
  const parties = {
    operator: operator.account.address,
    proponent: proponent.account.address,
    registry: registry.account.address,
    verifier: verifier.account.address,
    report: await reportAddress(operator.client.origin),
  }
  const { slug, title, methodologyYaml: methodology, pddYaml: pdd } = example
  await operator.client.json(z.unknown(), '/api/platform/projects', {
    json: { slug, title, methodology, pdd, parties },
  })
}

async function follow({ operator }: People, slug: string, progress: Progress): Promise<void> {
  for await (const { step, state, detail } of operator.client.lines(
    stepSchema,
    `/api/platform/projects/${slug}/provisioning`,
  )) {
    if (state === 'failed') throw cliError('STEP_FAILED', { step, detail })
    if (state === 'done' && detail !== '') progress.note(`${step.replace('setup: ', '')}: ${shortHashes(detail)}`)
  }
}

/** The proponent proposes the project document and starts the trial; the registry approves. Goes on after any of these. */
async function approve({ proponent, registry, operator }: People, slug: string, progress: Progress): Promise<void> {
  const summary = await summaryOf(operator.client, slug)
  const isApproved = summary !== null && summary.pdd.approvedFrom !== null
  if (isApproved && summary.stage === 'trial') return
  progress.begin('Approve project document')
  if (summary === null) await decide(proponent, slug, { action: 'propose-pdd' })
  const approval = { action: 'approve-pdd', index: summary?.pdd.index ?? 0, fromDay: 15_079 }
  if (!isApproved) await decide(registry, slug, approval, 'Approved for the demonstration trial.')
  if (summary?.stage !== 'trial')
    await decide(proponent, slug, { action: 'set-stage', stage: 'trial' }, 'Trial on historical data.')
  progress.end('proposed by the proponent, approved by the registry, stage trial')
}

/** The summary, or null while the chain has no project document. */
async function summaryOf(client: GatewayClient, slug: string): Promise<z.infer<typeof summarySchema> | null> {
  try {
    return await client.json(summarySchema, `/api/projects/${slug}/summary`)
  } catch (cause) {
    if (cause instanceof TcctvError && cause.code === 'NOT_SET_UP') return null
    throw cause
  }
}

/** Trains on the initialisation year and lets the operator record model and card on the chain. */
async function train({ operator }: People, { slug, historyCsv }: Example, progress: Progress): Promise<void> {
  const { model } = await operator.client.json(summarySchema, `/api/projects/${slug}/summary`)
  if (model === null) await trainModel(operator, slug, historyCsv, progress)
}
