import { rmSync } from 'node:fs'
import { BUNDLE_PATHS, buildBundle, canonicalJson, pddPath } from '@tcctv/proof'
import { commitImport } from '../../apps/project/src/imports.ts'
import type { Project } from '../../apps/project/src/project.ts'
import {
  beginTrial,
  closeAll,
  openTestProject,
  prepared,
  projectDirectory,
} from '../../apps/project/src/testing/test-project.ts'

export type ProjectTexts = { readonly methodologyYaml: string; readonly pddYaml: string }
/** A project in trial on a chain of its own, made from two texts. */
export type ProjectOnChain = AsyncDisposable & {
  readonly project: Project
  /** Commits the rows of a file and computes every day up to the last one. */
  readonly commit: (csv: string) => Promise<void>
  /** A bundle of the whole chain. */
  readonly bundle: () => Promise<Uint8Array>
}

const signal = new AbortController().signal

/** Opens a project of documents with its version proposed, approved from a local day on, and in trial. */
export async function projectOnChain(texts: ProjectTexts, fromDay: number): Promise<ProjectOnChain> {
  const directory = projectDirectory({}, texts)
  const project = await openTestProject(directory)
  await beginTrial(project, fromDay)
  return {
    project,
    commit: async (csv) => {
      const { rows, signatures } = await prepared(project, csv)
      for await (const line of commitImport(project, rows, { signatures, signal }))
        if ('status' in line && line.status !== 'committed') throw new Error(JSON.stringify(line))
      await closeAll(project)
    },
    bundle: () => bundleOf(project, texts),
    [Symbol.asyncDispose]: async () => {
      await project[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true })
    },
  }
}

async function bundleOf(
  { chain, ledger, genesis: made, genesisHash, file }: Project,
  texts: ProjectTexts,
): Promise<Uint8Array> {
  const head = await chain.head()
  if (made === null) throw new Error('a bundle is of an embedded chain')
  const { chainId, sealer, timestampS } = made
  const genesis = { chainId, sealer, relayer: chain.relayer.toLowerCase(), timestampS }
  const blocks: Uint8Array[] = []
  for (let number = 1; number <= head.number; number += 1) blocks.push(await chain.rawBlock(number))
  const facts = {
    slug: file.slug,
    chainId: file.chainId,
    genesisHash,
    ledger: ledger.domain.ledger,
    reportManifest: null,
  }
  return buildBundle(
    { ...facts, head: { number: head.number, hash: head.hash } },
    new Map([
      [BUNDLE_PATHS.genesis, canonicalJson(genesis)],
      [BUNDLE_PATHS.blocks, Buffer.concat(blocks)],
      [BUNDLE_PATHS.methodology, Buffer.from(texts.methodologyYaml)],
      [pddPath(0), Buffer.from(texts.pddYaml)],
    ]),
  )
}
