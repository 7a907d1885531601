import { createRoute } from '@hono/zod-openapi'
import { modelCard } from '@tcctv/matching'
import { createRouter } from '@tcctv/service'
import { z } from 'zod'
import { jsonAnswer, type Parts } from './parts.ts'

const fitSchema = z.object({ brier: z.number(), lossBits: z.number() })
const modelSchema = z.object({
  card: z.object({
    version: z.string(),
    contentSha256: z.string(),
    date: z.string(),
    method: z.string(),
    trainedOn: z.string(),
    calibration: z.string(),
    features: z.array(z.string()).readonly(),
    priorBits: z.number(),
    weights: z.record(z.string(), z.union([z.array(z.number()).readonly(), z.record(z.string(), z.number())])),
    metrics: z
      .array(
        z.object({
          group: z.string(),
          positives: z.number().int(),
          averagePrecision: z.number(),
          bestF1: z.number(),
          brier: z.number(),
        }),
      )
      .readonly(),
    limits: z.array(z.string()).readonly(),
  }),
  /** What the officers' decisions of this directory say of its probabilities. A proposal: no assessment uses it. */
  proposal: z.discriminatedUnion('status', [
    z.object({
      status: z.literal('proposed'),
      calibration: z.object({ slope: z.number(), shiftBits: z.number() }),
      before: fitSchema,
      after: fitSchema,
      same: z.number().int(),
      different: z.number().int(),
    }),
    z.object({
      status: z.literal('too few decisions'),
      same: z.number().int(),
      different: z.number().int(),
      needed: z.string(),
    }),
  ]),
})

const model = createRoute({
  method: 'get',
  path: '/model',
  responses: { 200: jsonAnswer(modelSchema, 'the card of the weights in use, and what decisions say of them') },
})

export function modelRoutes({ live }: Parts) {
  return createRouter().openapi(model, (c) =>
    c.json({ card: modelCard(), proposal: live.current.proposeCalibration() }, 200),
  )
}
