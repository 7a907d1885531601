import type { DirectoryDb } from './open-store.ts'

type Kind = 'added' | 'changed' | 'gone' | 'returned'
type FieldChange = { readonly field: string; readonly before: string; readonly after: string }
export type RecordChange = {
  readonly sourceId: string
  readonly kind: Kind
  readonly retrieved: string
  readonly at: string
  readonly fields: FieldChange[]
}

/** What imports changed of one entry, the newest first, with the fields that differ. */
export async function readHistory(db: DirectoryDb, registry: string, id: string): Promise<RecordChange[]> {
  const rows = await db
    .selectFrom('record_change')
    .innerJoin('import_run', 'import_run.id', 'record_change.import_id')
    .select(['record_change.source_id', 'kind', 'before', 'retrieved', 'at'])
    .where('registry', '=', registry)
    .where('registry_project_id', '=', id)
    .orderBy('record_change.id', 'desc')
    .execute()
  const current = await db
    .selectFrom('record')
    .select(['source_id', 'record'])
    .where('registry', '=', registry)
    .where('registry_project_id', '=', id)
    .execute()
  const after = new Map(current.map(({ source_id: sourceId, record }) => [sourceId, record]))
  return rows.map(({ source_id: sourceId, kind, before, retrieved, at }) => {
    const fields = before === null ? [] : fieldChanges(before, after.get(sourceId) ?? before)
    if (before !== null) after.set(sourceId, before)
    return { sourceId, kind, retrieved, at, fields }
  })
}

function fieldChanges(before: string, after: string): FieldChange[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [a = 'null', b = 'null'] = [old.get(field), now.get(field)]
    return field === 'source' || a === b ? [] : [{ field, before: a, after: b }]
  })
}

function fieldsOf(record: string): ReadonlyMap<string, string> {
  const parsed: unknown = JSON.parse(record)
  return new Map(
    typeof parsed === 'object' && parsed !== null
      ? Object.entries(parsed).map(([field, content]) => [field, JSON.stringify(content)])
      : [],
  )
}
