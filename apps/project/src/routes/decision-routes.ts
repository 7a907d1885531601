import { createRouter, readJsonBody, requireMay, type Action } from '@tcctv/service'
import { z } from 'zod'
import {
  buildDecision,
  decisionDocument,
  decisionSchema,
  increaseDocument,
  keepDocument,
  type Decision,
} from '../decisions.ts'
import type { Project } from '../project.ts'

const address = z.custom<`0x${string}`>(
  (found) => typeof found === 'string' && /^0x[0-9a-fA-F]{40}$/.test(found),
  'an address',
)
const signature = z.custom<`0x${string}`>(
  (found) => typeof found === 'string' && /^0x[0-9a-f]{130}$/.test(found),
  '65 bytes as 0x hex',
)
const prepareBody = z.strictObject({
  decision: z.record(z.string(), z.unknown()),
  text: z.string().max(10_000).optional(),
  signer: address,
})
const takeBody = z.strictObject({ decision: decisionSchema, nonce: z.string().regex(/^\d{1,20}$/), signature })
const checkpointBody = z.strictObject({ number: z.number().int().nonnegative(), signature })

/** Decisions of the parties: prepared here, signed by the party's own key, checked by the contract. */
export function decisionRoutes(project: Project) {
  const { slug } = project.file
  const { ledger, chain } = project
  return createRouter()
    .post('/decisions/prepare', async (c) => {
      const body = prepareBody.parse(await readJsonBody(c.req))
      const document = body.text === undefined ? {} : { document: documentOf(body.decision, body.text) }
      const decision = decisionSchema.parse({ ...body.decision, ...document })
      requireMay(c.var.principal, actionOf(decision), slug, project.inForce.latest().version.visibility)
      const { action, subject, content } = await buildDecision(project, decision)
      const nonce = String(await ledger.nonceOf(body.signer))
      return c.json({ domain: ledger.domain, decision, message: { action, subject, content, nonce } })
    })
    .post('/decisions', async (c) => {
      const { decision, nonce, signature } = takeBody.parse(await readJsonBody(c.req))
      requireMay(c.var.principal, actionOf(decision), slug, project.inForce.latest().version.visibility)
      const built = await buildDecision(project, decision)
      keepDocument(project, decision)
      const { block, tx, events } = await project.exclusive(async () => {
        const receipt = await built.send({ nonce: BigInt(nonce), signature })
        await project.project()
        return receipt
      })
      return c.json({ block, tx, events: events.map(({ eventName }) => eventName) })
    })
    .get('/checkpoints/next', async (c) => {
      requireMay(c.var.principal, 'checkpoint.cosign', slug, project.inForce.latest().version.visibility)
      const { number, hash, stateRoot } = await chain.head()
      return c.json({ domain: ledger.domain, message: { number, blockHash: hash, stateRoot } })
    })
    .post('/checkpoints', async (c) => {
      requireMay(c.var.principal, 'checkpoint.cosign', slug, project.inForce.latest().version.visibility)
      const { number, signature } = checkpointBody.parse(await readJsonBody(c.req))
      const { hash: blockHash, stateRoot } = await chain.blockAt(number)
      const receipt = await ledger.checkpoint({ number, blockHash, stateRoot }, signature)
      await project.project()
      return c.json({ block: receipt.block, tx: receipt.tx })
    })
}

/** An explanation of an increase says which vintage it explains; other texts stand for themselves. */
function documentOf({ action, vintage }: Readonly<Record<string, unknown>>, text: string): string {
  return action === 'explain-increase' ? increaseDocument(Number(vintage), text) : decisionDocument(text)
}

/** What a principal needs to hand in a decision, never what the public may; the signature is checked by the contract besides. */
export function actionOf(decision: Decision): Action {
  switch (decision.action) {
    case 'propose-pdd':
      return 'pdd.propose'
    case 'approve-pdd':
      return 'pdd.approve'
    case 'set-stage':
      return decision.stage === 'trial' || decision.stage === 'under-review' ? 'stage.request' : 'stage.approve'
    case 'set-key':
      return KEY_ACTIONS[decision.role] ?? 'stage.approve'
    case 'record-model':
      return 'project.start'
    case 'calibrate':
      return 'readings.import'
    case 'explain-increase':
      return 'stage.request'
    case 'move-period':
      return PERIOD_ACTIONS[decision.to] ?? 'stage.approve'
    case 'raise-finding':
    case 'close-finding':
    case 'opine-pdd':
      return 'finding.raise'
    case 'answer-finding':
      return 'stage.request'
    case 'confirm-alert':
    case 'dismiss-alert':
      return 'finding.raise'
    case 'explain-alert':
    case 'reopen-alert':
      return 'alert.explain'
    case 'send-back':
    case 'release-as-is':
    case 'release-corrected':
    case 'abandon-withheld':
    case 'release-zero':
      return 'exception.release4'
    case 'close-day':
      return 'readings.import'
    default:
      return 'exception.justify'
  }
}

/** Who hands in keys that the registry does not set: as the contract asks for their signatures. */
const KEY_ACTIONS: Readonly<Record<string, Action>> = {
  meter: 'readings.import',
  service: 'project.start',
  report: 'project.start',
}

/** Who hands in moves of a period that are not the registry's. */
const PERIOD_ACTIONS: Readonly<Record<string, Action>> = {
  frozen: 'stage.request',
  reported: 'stage.request',
  'issuance-requested': 'stage.request',
  'under-verification': 'finding.raise',
  verified: 'finding.raise',
}
