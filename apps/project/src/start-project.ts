import {
  createApp,
  createRouter,
  listen,
  readKeyFile,
  requireAssertion,
  type Logger,
  type RunningService,
  type ServiceApp,
} from '@tcctv/service'
import { formatTime } from '@tcctv/units'
import { bytesToHex } from 'viem'
import type { ProjectConfig } from './config.ts'
import { projectError } from './errors.ts'
import { readProjectFiles } from './project-files.ts'
import { ProjectHost } from './project-host.ts'
import type { Project } from './project.ts'
import { chainAccessRoutes } from './routes/chain-access-routes.ts'
import { decisionRoutes } from './routes/decision-routes.ts'
import { importRoutes } from './routes/import-routes.ts'
import { readRoutes } from './routes/read-routes.ts'
import type { ReadSide } from './routes/read-side.ts'
import { setupRoutes } from './routes/setup-routes.ts'

const VERSION = '0.1.0'

/** Starts the project process: probes and set-up at once, everything else as soon as the project is open. */
export async function startProject(config: ProjectConfig, logger: Logger): Promise<RunningService> {
  const directory = config.TCCTV_PROJECT_DIR
  const { slug } = readProjectFiles(directory).project
  const host = new ProjectHost({ slug, directory, logger, nowS: () => Math.floor(Date.now() / 1000) })
  if (host.isSetUp()) await host.open()
  const app = createApp({ name: `project ${slug}`, version: VERSION, logger, isReady: () => host.opened() !== null })
  app.use('/*', requireAssertion(readKeyFile(config.TCCTV_ASSERTION_KEY_FILE)))
  app.route('/', setupRoutes(host))
  app.all('/*', openedRoutes(host))
  host.quantifyEvery(config.TCCTV_QUANTIFY_INTERVAL_S)
  const listening = await listen(app, { socketPath: config.TCCTV_PROJECT_SOCKET })
  return {
    address: listening.address,
    close: async () => {
      await listening.close()
      await host[Symbol.asyncDispose]()
    },
  }
}

/** All routes of an open project. */
export function projectRoutes(project: Project): ServiceApp {
  return createRouter()
    .route('/', importRoutes(project))
    .route('/', decisionRoutes(project))
    .route('/', chainAccessRoutes(project, VERSION))
    .route('/', readRoutes(readSideOf(project)))
}

/** Hands requests to the open project's routes, which are made once, at the first request after the opening. */
function openedRoutes(host: ProjectHost): (c: { readonly req: { readonly raw: Request } }) => Promise<Response> {
  let routes: ServiceApp | undefined
  return async (c) => {
    const project = host.opened()
    if (project === null) throw projectError('NOT_SET_UP', { slug: host.slug, what: 'chain' })
    routes ??= projectRoutes(project)
    return routes.fetch(c.req.raw)
  }
}

function readSideOf(project: Project): ReadSide {
  const { file, documents, genesis, genesisHash, ledger, readModel, chain, evidence } = project
  const { program } = documents.version
  return {
    readModel,
    reader: chain,
    facts: {
      slug: file.slug,
      title: file.title,
      chainId: file.chainId,
      genesisHash,
      sealer: genesis.sealer,
      ledger: ledger.domain.ledger,
      quantifier: ledger.quantifier,
    },
    documents: { methodologyYaml: documents.methodologyYaml, pddYaml: documents.pddYaml, listing: program.listing },
    words: () => ({
      methodology: { id: documents.methodology.id, version: documents.methodology.version },
      pddVersion: documents.pdd.version,
      zone: documents.version.zone,
      unitOf: Object.fromEntries(documents.version.lanes.map(({ parameter, unit }) => [parameter, unit])),
      variables: program.variables.map(({ id, unit }) => ({ id, unit })),
      equations: program.equations.map(({ id, expression, unit, round }) => ({
        id,
        expression,
        unit,
        quantum: documents.methodology.equations[id]?.quantum ?? null,
        direction: round ?? null,
      })),
      program: {
        code: bytesToHex(program.code),
        constants: program.constants.map(String),
        tables: program.tables.map(String),
      },
    }),
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
  }
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined
  const document: unknown = JSON.parse(new TextDecoder().decode(bytes))
  return typeof document === 'object' && document !== null && 'text' in document && typeof document.text === 'string'
    ? document.text
    : undefined
}
