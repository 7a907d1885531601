import { join } from 'node:path'
import type { ProjectGenesis, RoleName } from '@tcctv/contracts'
import {
  deployProjectLedger,
  hasProjectLedger,
  openProjectLedger,
  type LedgerEngine,
  type ProjectLedger,
} from '@tcctv/ledger'
import type { PrivateKeyAccount } from 'viem/accounts'
import {
  compileDocuments,
  keepDocuments,
  openDocuments,
  type Documents,
  type DocumentsInForce,
  type DocumentVersions,
} from './documents.ts'
import { openChain, type OpenedChain } from './open-chain.ts'
import { openEvidence, type EvidenceStore } from './evidence.ts'
import { processKey, readProjectFiles, type ProjectFile } from './project-files.ts'
import { batchesOf, projectedBlock, readingScores } from './project-block.ts'
import { openReadModel, type ReadModel } from './read-model/open-read-model.ts'
import type { Hex, ReadingScore } from './read-model/projected.ts'
import { loadModel, scoreColumns, type BatchScore, type StoredModel } from './scorer.ts'

/** One carbon project, open: its chain, its ledger, its projection, its model. */
export type Project = AsyncDisposable & {
  readonly directory: string
  readonly file: ProjectFile
  /** Those in the project's folder: what the proponent proposes. Readings and records have those of their day. */
  readonly documents: Documents
  readonly inForce: DocumentsInForce
  readonly versions: DocumentVersions
  /** Of an embedded chain, null on a network. */
  readonly genesis: ProjectGenesis | null
  readonly genesisHash: Hex
  readonly sealer: Hex
  readonly chain: LedgerEngine
  readonly rpc: OpenedChain['rpc']
  readonly ledger: ProjectLedger
  readonly readModel: ReadModel
  readonly evidence: EvidenceStore
  readonly serviceAccount: PrivateKeyAccount
  /** The model in use: the newest that the chain names. */
  readonly model: () => StoredModel | null
  readonly score: (columns: Parameters<typeof scoreColumns>[0]) => BatchScore
  /** Brings the projection to the head of the chain; scores that were just computed are used, others computed again. */
  readonly project: (fresh?: FreshScore) => Promise<readonly number[]>
  /** Runs works that read the ledger and then write it one after the other: what one has read is true when it writes. */
  readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>
  readonly nowS: () => number
}

type FreshScore = { readonly tx: Hex; readonly scored: BatchScore }

type OpenOptions = { readonly directory: string; readonly nowS: () => number }

/**
 * Opens a project, making its chain and contracts on the first call, and brings the projection to the chain's head.
 *
 * @throws {TcctvError} DATA_DIRECTORY; DOCUMENT_INVALID, E_*, PDD_* for the documents; LEDGER_* for the chain
 */
export async function openProject({ directory, nowS }: OpenOptions): Promise<Project> {
  const { project: file, methodologyYaml, pddYaml } = readProjectFiles(directory)
  const documents = compileDocuments(methodologyYaml, pddYaml)
  keepDocuments(directory, documents)
  const opened = await openChain(directory, file, nowS)
  try {
    return await openOn(opened, { directory, nowS, file, documents })
  } catch (cause) {
    await opened.chain.close() // else the directory stays locked by this very process and nothing can be tried again
    throw cause
  }
}

type OpenOn = OpenOptions & Pick<Project, 'file' | 'documents'>

async function openOn({ chain, genesis, genesisHash, sealer, rpc }: OpenedChain, options: OpenOn): Promise<Project> {
  const { directory, nowS, file, documents } = options
  const service = processKey(directory, 'service').account
  const ledger = await openOrDeploy(chain, file, service)
  const readModel = await openReadModel(join(directory, 'read-model.db'))
  const base = {
    directory,
    file,
    documents,
    ...openDocuments(directory, documents, readModel.versions),
    genesis,
    genesisHash,
    sealer,
    rpc,
    chain,
    ledger,
    readModel,
    evidence: openEvidence(directory),
    serviceAccount: service,
    exclusive: oneAfterTheOther(),
    nowS,
  }
  const opened = { ...base, ...createProjection(base) }
  try {
    await opened.project()
  } catch (cause) {
    readModel.close()
    throw cause
  }
  return {
    ...opened,
    [Symbol.asyncDispose]: async () => {
      readModel.close()
      await chain.close()
    },
  }
}

function oneAfterTheOther(): Project['exclusive'] {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const run = last.then(work)
    last = run.catch(() => undefined) // the caller gets the failure; the next work is another's
    return run
  }
}

async function openOrDeploy(
  chain: LedgerEngine,
  file: ProjectFile,
  service: PrivateKeyAccount,
): Promise<ProjectLedger> {
  if (await hasProjectLedger(chain)) return openProjectLedger(chain)
  const parties = Object.entries(file.parties).map(([role, key]) => ({ key: lower(key), role: role as RoleName })) // refused by the contract if unknown
  return deployProjectLedger(chain, [...parties, { key: lower(service.address), role: 'service' }])
}

type ProjectionBase = Omit<Project, 'model' | 'score' | 'project' | typeof Symbol.asyncDispose>

function createProjection(base: ProjectionBase): Pick<Project, 'model' | 'score' | 'project'> {
  const { chain, ledger, readModel, directory, inForce } = base
  let queue: Promise<unknown> = Promise.resolve()
  let loaded: StoredModel | null = null
  const model = (): StoredModel | null => {
    const named = readModel.acts('ModelRecorded').at(-1)?.subject
    if (named === undefined) return null
    if (loaded?.modelHash !== named) loaded = loadModel(directory, named)
    return loaded
  }
  const score = (columns: Parameters<typeof scoreColumns>[0]): BatchScore => {
    const { lanes, offsets } = inForce.of(columns[0]?.startS ?? 0).documents.version
    return scoreColumns(columns, readModel.scorerState(), { stored: model(), lanes, offsets })
  }

  /** Only final blocks are projected; should one be gone all the same, everything is projected again. */
  const isForked = async (head: number): Promise<boolean> => {
    const projected = readModel.headBlock()
    if (projected === 0) return false
    return projected > head || readModel.block(projected)?.hash !== (await chain.blockAt(projected)).hash
  }

  const catchUp = async (fresh?: FreshScore): Promise<number[]> => {
    const applied: number[] = []
    const { number: head } = await chain.head()
    if (await isForked(head)) readModel.clear()
    for (let number = readModel.headBlock() + 1; number <= head; number += 1) {
      const block = await projectedBlock(chain, number, ledger.domain.ledger)
      const scores = new Map<Hex, readonly (readonly ReadingScore[])[]>()
      let state: string | null = null
      for (const [tx, columns] of batchesOf(block)) {
        const scored = fresh?.tx === tx ? fresh.scored : score(columns)
        scores.set(tx, readingScores(scored))
        state = scored.stateAfter
      }
      readModel.apply(block, scores, state)
      applied.push(number)
    }
    return applied
  }
  const project = (fresh?: FreshScore): Promise<number[]> => {
    const run = queue.then(() => catchUp(fresh))
    queue = run.catch(() => undefined) // the caller of this run gets the failure; the next run starts from the stored head
    return run
  }
  return { model, score, project }
}

function lower(address: Hex): Hex {
  return `0x${address.slice(2).toLowerCase()}`
}
