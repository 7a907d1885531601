import { deriveKey, writeKeyFile } from '@tcctv/service'
import type { ProjectRow } from '@tcctv/store'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { projectPaths } from '../launcher/project-paths.ts'

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'an address: 0x and 40 hex digits')

/** The first key of each party; later ones are set on the chain. */
export const partiesSchema = z.strictObject({
  operator: address,
  proponent: address,
  registry: address,
  verifier: address,
  /** The report generator's key; without it the project's reports can't be anchored. */
  report: address.optional(),
})
export const documentsSchema = z.strictObject({ methodology: z.string().min(1), pdd: z.string().min(1) })

/**
 * Makes the project's directory (mode 0700) with `project.json`, `methodology.yaml`, `pdd.yaml` and its own assertion
 * key. Writing it again gives the same files.
 */
export function writeProject(dataDirectory: string, project: ProjectRow, masterKey: Uint8Array): void {
  const { slug, chainId, title } = project
  const paths = projectPaths(dataDirectory, slug)
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 })
  const parties = partiesSchema.parse(JSON.parse(project.parties))
  const documents = documentsSchema.parse(JSON.parse(project.documents))
  const description = { slug, chainId, title, parties, serviceVersion: '0.1.0' }
  replace(join(paths.directory, 'methodology.yaml'), documents.methodology)
  replace(join(paths.directory, 'pdd.yaml'), documents.pdd)
  replace(join(paths.directory, 'project.json'), `${JSON.stringify(description, null, 2)}\n`)
  writeKeyFile(paths.assertionKey, deriveKey(masterKey, `project:${slug}`))
}

/** Never half a file: written beside and renamed. */
function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
