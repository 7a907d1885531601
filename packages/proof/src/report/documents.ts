import type { EstimatingDocument } from './estimates.ts'

/** What a report reads of a parsed methodology document (`parseMethodology`). */
export type MethodologyDocument = {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly basis: unknown
  readonly monitored: Readonly<Record<string, { readonly unit: string }>>
  readonly equations: Readonly<
    Record<
      string,
      {
        readonly expr: string
        readonly unit: string
        readonly round?: string | undefined
        readonly quantum?: string | undefined
      }
    >
  >
}
/** What a report reads of a parsed project document (`parsePdd`). */
export type PddDocument = EstimatingDocument & {
  readonly id: string
  readonly version: string
  readonly purpose: 'project' | 'demonstration'
  readonly title: string
  readonly parties: unknown
  readonly location?: unknown
  readonly activity?: unknown
  readonly fixed?: unknown
  readonly constants?: unknown
  readonly visibility?: unknown
  readonly meters?: unknown
  readonly monitoring_plan?: unknown
  readonly applicability?: unknown
  readonly documents?: unknown
  readonly materiality?: unknown
  readonly gwp?: unknown
  readonly samples?: unknown
  readonly crediting: {
    readonly start: string
    readonly end: string
    readonly zone: string
    readonly renewals?: unknown
  }
  readonly sources: Readonly<Record<string, { readonly columns: Readonly<Record<string, SourceColumn>> }>>
  readonly tolerances: readonly {
    readonly id: string
    readonly parameter: string
    readonly basis: { readonly kind: string; readonly to?: string | undefined }
  }[]
}
type SourceColumn = {
  readonly parameter: string
  readonly quantum: { readonly value: string; readonly unit: string }
}
