import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseMethodology, type Methodology } from '@tcctv/methodology'
import { parse } from 'yaml'

/**
 * How a case is put into a methodology: `inputs` maps a parameter of the case (`id`, `id.key` or `expected.<id>`) to
 * one or several of the methodology (`NAME` or `NAME[member]`), `outputs` an output of the case to `period/equation`,
 * `total/equation` or `period/issuance.issued` (or carried, er). `absent` names what the case does not have: zero.
 */
export type Binding = {
  readonly case: string
  readonly methodology: string
  readonly zone?: string
  readonly note?: string
  readonly periods: readonly {
    readonly id: string
    readonly start: string
    readonly end: string
    readonly key?: string
  }[]
  readonly absent?: readonly string[]
  readonly inputs: Readonly<Record<string, string | readonly string[]>>
  readonly outputs: Readonly<Record<string, string>>
}

/** The binding of a case, or undefined if the folder has none. */
export function readBinding(folder: string, caseId: string): Binding | undefined {
  const path = join(folder, `${caseId}.binding.yaml`)
  if (!existsSync(path)) return undefined
  const found: unknown = parse(readFileSync(path, 'utf8'), { schema: 'core' })
  if (typeof found !== 'object' || found === null || !('methodology' in found) || !('outputs' in found))
    throw new Error(`${path}: expected case, methodology, periods, inputs and outputs`)
  return { periods: [], inputs: {}, ...found } as unknown as Binding // its parts are used as texts only
}

/** Ids of the cases that a folder has bindings for. */
export function boundCases(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.binding.yaml'))
    .map((name) => name.slice(0, -'.binding.yaml'.length))
    .toSorted()
}

/** The methodology of a binding: beside it (`<id>.methodology.yaml`, an exercise `<id>.yaml`) or of the library. */
export function readMethodologyOf(folder: string, { methodology }: Binding): Methodology {
  const names = [`${methodology}.methodology.yaml`, `${methodology}.yaml`, `../${methodology}.yaml`]
  const places = names.map((name) => join(folder, name))
  const path = places.find((place) => existsSync(place))
  if (path === undefined) throw new Error(`no document ${methodology} beside ${folder}`)
  return parseMethodology(readFileSync(path, 'utf8'))
}
