import { acrProjects } from './acr.ts'
import { artProgrammes } from './art.ts'
import { cadtProjects } from './cadt-import.ts'
import { carProjects } from './car.ts'
import { cdmProjects } from './cdm.ts'
import { cercarbonoProjects } from './cercarbono.ts'
import { MAPPED_SOURCE, mappedImporter } from './column-mapping.ts'
import { registriesError } from './errors.ts'
import { goldStandardProjects } from './gold-standard.ts'
import type { Importer } from './importer.ts'
import { interchange } from './interchange.ts'
import { isometricProjects } from './isometric.ts'
import { jcmProjects } from './jcm.ts'
import { puroProjects } from './puro.ts'
import { verraProjects } from './verra.ts'
import { vrodProjects } from './vrod.ts'

/** Every layout that can be imported. */
export const IMPORTERS: readonly Importer[] = [
  verraProjects,
  goldStandardProjects,
  cdmProjects,
  acrProjects,
  carProjects,
  artProgrammes,
  puroProjects,
  cercarbonoProjects,
  isometricProjects,
  jcmProjects,
  vrodProjects,
  cadtProjects,
  interchange,
]

/**
 * The importer of a source id; `mapped` is the general one and needs a column mapping as JSON.
 *
 * @throws {TcctvError} IMPORT_SOURCE_UNKNOWN, IMPORT_MAPPING
 */
export function importerOf(source: string, mapping?: string): Importer {
  if (source === MAPPED_SOURCE) return mappedImporter(mapping ?? '')
  const found = IMPORTERS.find(({ id }) => id === source)
  if (found === undefined)
    throw registriesError('IMPORT_SOURCE_UNKNOWN', {
      source,
      expected: [...IMPORTERS.map(({ id }) => id), MAPPED_SOURCE].join(', '),
    })
  return found
}
