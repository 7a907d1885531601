import { registriesError } from './errors.ts'
import type { Importer } from './importer.ts'
import { interchange } from './interchange.ts'
import { verraProjects } from './verra.ts'

/** Every layout that can be imported. */
export const IMPORTERS: readonly Importer[] = [verraProjects, interchange]

/** The importer of a source id. @throws {TcctvError} IMPORT_SOURCE_UNKNOWN */
export function importerOf(source: string): Importer {
  const found = IMPORTERS.find(({ id }) => id === source)
  if (found === undefined)
    throw registriesError('IMPORT_SOURCE_UNKNOWN', { source, expected: IMPORTERS.map(({ id }) => id).join(', ') })
  return found
}
