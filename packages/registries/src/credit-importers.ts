import {
  acrIssuances,
  acrRetirements,
  artIssuances,
  artRetirements,
  carIssuances,
  carRetirements,
} from './american-credits.ts'
import { arbIssuances } from './arb-credits.ts'
import { cdmIssuances, cdmIssuancesCadt } from './cdm-credits.ts'
import type { CreditImporter } from './credit-importer.ts'
import { goldStandardIssuances, goldStandardRetirements } from './gold-standard-credits.ts'
import {
  cercarbonoIssuances,
  cercarbonoRetirements,
  isometricIssuances,
  isometricRetirements,
  puroIssuances,
} from './removal-credits.ts'
import { verraCredits } from './verra-credits.ts'

/** Every layout of issuances and retirements that can be imported. */
export const CREDIT_IMPORTERS: readonly CreditImporter[] = [
  verraCredits,
  goldStandardIssuances,
  goldStandardRetirements,
  cdmIssuances,
  cdmIssuancesCadt,
  acrIssuances,
  acrRetirements,
  carIssuances,
  carRetirements,
  artIssuances,
  artRetirements,
  arbIssuances,
  puroIssuances,
  cercarbonoIssuances,
  cercarbonoRetirements,
  isometricIssuances,
  isometricRetirements,
]

/** The importer of credits of a source id; undefined when the source holds projects or is unknown. */
export function creditImporterOf(source: string): CreditImporter | undefined {
  return CREDIT_IMPORTERS.find(({ id }) => id === source)
}
