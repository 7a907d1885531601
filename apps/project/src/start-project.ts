import {
  createApp,
  listen,
  readKeyFile,
  requireAssertion,
  type Logger,
  type RunningService,
  type ServiceApp,
} from '@tcctv/service'
import { createFillCoefficients, fixedOf, interpret, type FillCoefficients } from '@tcctv/methodology'
import { formatTime } from '@tcctv/units'
import { z } from 'zod'
import { bytesToHex } from 'viem'
import type { ProjectConfig } from './config.ts'
import { alertPolicyOf } from './alerts/alerts.ts'
import type { Documents } from './documents.ts'
import { projectError } from './errors.ts'
import { readProjectFiles } from './project-files.ts'
import { ProjectHost } from './project-host.ts'
import type { Project } from './project.ts'
import { chainAccessRoutes } from './routes/chain-access-routes.ts'
import { decisionRoutes } from './routes/decision-routes.ts'
import { modelRoutes } from './routes/model-routes.ts'
import { importRoutes } from './routes/import-routes.ts'
import { pddRoutes } from './routes/pdd-routes.ts'
import { readRoutes } from './routes/read-routes.ts'
import type { ProjectWords, ReadSide } from './routes/read-side.ts'
import { nameplateOfLane } from './training/train.ts'
import { setupRoutes } from './routes/setup-routes.ts'

const VERSION = '0.1.0'

/** Starts the project process: probes and set-up at once, everything else as soon as the project is open. */
export async function startProject(config: ProjectConfig, logger: Logger): Promise<RunningService> {
  const directory = config.TCCTV_PROJECT_DIR
  const { slug } = readProjectFiles(directory).project
  const host = new ProjectHost({ slug, directory, logger, nowS: () => Math.floor(Date.now() / 1000) })
  if (host.isSetUp()) await host.open()
  const key = readKeyFile(config.TCCTV_ASSERTION_KEY_FILE)
  const listening = await listen(switchingApp(host, { key, logger }), { socketPath: config.TCCTV_PROJECT_SOCKET })
  host.quantifyEvery(config.TCCTV_QUANTIFY_INTERVAL_S)
  return {
    address: listening.address,
    close: async () => {
      await listening.close()
      await host[Symbol.asyncDispose]()
    },
  }
}

type AppParts = { readonly key: Uint8Array; readonly logger: Logger }

/** Set-up alone until the project is open, then all routes; an app's routes can't be added to once it has served. */
function switchingApp(host: ProjectHost, parts: AppParts): { readonly fetch: ServiceApp['fetch'] } {
  const closed = projectApp(host, null, parts)
  let open: ServiceApp | undefined
  return {
    fetch: (request) => {
      const project = host.opened()
      if (project === null) return closed.fetch(request)
      open ??= projectApp(host, project, parts)
      return open.fetch(request)
    },
  }
}

function projectApp(host: ProjectHost, project: Project | null, { key, logger }: AppParts): ServiceApp {
  const app = createApp({ name: `project ${host.slug}`, version: VERSION, logger, isReady: () => project !== null })
  app.use('/*', requireAssertion(key))
  app.route('/', setupRoutes(host))
  if (project === null)
    app.all('/*', () => {
      throw projectError('NOT_SET_UP', { slug: host.slug, what: 'chain' })
    })
  else
    app
      .route('/', importRoutes(project))
      .route('/', modelRoutes(host, project))
      .route('/', pddRoutes(project))
      .route('/', decisionRoutes(project))
      .route('/', chainAccessRoutes(project, VERSION))
      .route('/', readRoutes(readSideOf(project)))
  return app
}

function readSideOf(project: Project): ReadSide {
  const { file, inForce, sealer, genesisHash, ledger, readModel, chain, evidence } = project
  return {
    readModel,
    reader: chain,
    facts: {
      slug: file.slug,
      title: file.title,
      chainId: file.chainId,
      genesisHash,
      sealer,
      ledger: ledger.domain.ledger,
      quantifier: ledger.quantifier,
    },
    documents: () => {
      const { methodologyYaml, pddYaml, version } = inForce.latest()
      return { methodologyYaml, pddYaml, listing: version.program.listing }
    },
    words: (day) => wordsOf(day === undefined ? inForce.latest() : inForce.at(day)),
    alertPolicy: (day) => alertPolicyOf(inForce.at(day)),
    nameplateOf: (day, lane) => nameplateOfLane(inForce.at(day), lane),
    model: () => {
      const stored = project.model()
      if (stored === null) return null
      const name = stored.card.deployed.join(' + ')
      return {
        name,
        modelHash: stored.modelHash,
        cardHash: stored.cardHash,
        trainedTo: formatTime(stored.trainedToS),
        card: stored.card,
      }
    },
    evidence: async (sha256) => evidence.get(sha256),
    decisionText: (content) => textOf(evidence.get(content.slice(2))),
    increaseText: (content, vintage) => {
      const bytes = evidence.get(content.slice(2))
      return explains(bytes, vintage) ? textOf(bytes) : undefined
    },
  }
}

/** What a version's documents say and the chain does not. */
function wordsOf({ methodology, pdd, version }: Documents): ProjectWords {
  const { program, zone, lanes } = version
  return {
    methodology: { id: methodology.id, version: methodology.version },
    pddVersion: pdd.version,
    zone,
    unitOf: Object.fromEntries(lanes.map(({ parameter, unit }) => [parameter, unit])),
    variables: program.variables.map(({ id, unit }) => ({ id, unit })),
    equations: program.equations.map(({ id, expression, unit, round }) => ({
      id,
      expression,
      unit,
      quantum: methodology.equations[id]?.quantum ?? null,
      direction: round ?? null,
    })),
    constants: Object.keys(pdd.constants ?? {}),
    estimates: pdd,
    evaluate: evaluatorOf({ methodology, pdd, version }),
    program: {
      code: bytesToHex(program.code),
      constants: program.constants.map(String),
      tables: program.tables.map(String),
    },
  }
}

/** By the program of the year, with coefficients of the period computed from the inputs. */
function evaluatorOf({
  methodology,
  pdd,
  version,
}: Pick<Documents, 'methodology' | 'pdd' | 'version'>): ProjectWords['evaluate'] {
  const fillers = new Map<number, FillCoefficients>()
  return (inputs, year) => {
    const own = version.programs.find((one) => one.year === year)
    const of = own?.year ?? 0
    const fill = fillers.get(of) ?? createFillCoefficients(methodology, fixedOf(pdd, of))
    fillers.set(of, fill)
    const results = interpret(own?.program ?? version.program, fill(inputs))
    return { rounded: results.map(({ rounded }) => rounded) }
  }
}

function explains(bytes: Uint8Array | undefined, vintage: number): boolean {
  const document = bytes === undefined ? undefined : parsedJson(new TextDecoder().decode(bytes))
  const found = z.looseObject({ schema: z.literal('tcctv-increase/1'), vintage: z.literal(vintage) })
  return found.safeParse(document).success
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined
  const document = parsedJson(new TextDecoder().decode(bytes))
  return typeof document === 'object' && document !== null && 'text' in document && typeof document.text === 'string'
    ? document.text
    : undefined
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a decision may name any file by its hash; only ours hold a text to show
  }
}
