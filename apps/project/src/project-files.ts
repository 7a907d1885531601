import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'
import { z } from 'zod'
import { projectError } from './errors.ts'

const address = z.custom<`0x${string}`>((found) => typeof found === 'string' && /^0x[0-9a-fA-F]{40}$/.test(found))

const projectFileSchema = z.object({
  slug: z.string(),
  chainId: z.number().int(),
  title: z.string(),
  parties: z.record(z.string(), address),
})

/** Addresses of the parties' keys by role; the platform holds none of the keys. */
export type ProjectFile = z.infer<typeof projectFileSchema>

/** What the platform wrote into the project directory at creation. */
export type ProjectFiles = { readonly project: ProjectFile; readonly methodologyYaml: string; readonly pddYaml: string }

/** @throws {TcctvError} DATA_DIRECTORY */
export function readProjectFiles(directory: string): ProjectFiles {
  const read = (name: string): string => {
    const path = join(directory, name)
    if (!existsSync(path)) throw projectError('DATA_DIRECTORY', { path: directory, missing: name })
    return readFileSync(path, 'utf8')
  }
  const project = projectFileSchema.parse(JSON.parse(read('project.json')))
  return { project, methodologyYaml: read('methodology.yaml'), pddYaml: read('pdd.yaml') }
}

/** Keys of the project process: it seals, relays, and signs flags. Each is used for one thing. */
export type ProcessKey = 'sealer' | 'relayer' | 'service'

/** The key of a file under keys/, made at first use with mode 0600. */
export function processKey(directory: string, name: ProcessKey): { key: `0x${string}`; account: PrivateKeyAccount } {
  const path = join(directory, 'keys', `${name}.key`)
  mkdirSync(join(directory, 'keys'), { recursive: true, mode: 0o700 })
  if (!existsSync(path)) writeFileSync(path, `${generatePrivateKey()}\n`, { mode: 0o600 })
  const text = readFileSync(path, 'utf8').trim()
  if (!/^0x[0-9a-f]{64}$/.test(text)) throw projectError('DATA_DIRECTORY', { path, missing: 'a valid private key' })
  const key = `0x${text.slice(2)}` as const
  return { key, account: privateKeyToAccount(key) }
}
