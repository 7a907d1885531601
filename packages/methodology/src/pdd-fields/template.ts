import { Document, isScalar, visit, type Scalar } from 'yaml'
import { parsePdd } from '../documents/pdd.ts'
import { readYaml } from '../documents/read-yaml.ts'
import { FILL_IN } from './blanks.ts'
import { fieldOf } from './pdd-fields.ts'

/**
 * A project document for another project of the same kind, as YAML: methodology, mapping, tolerances and monitoring
 * plan of the given one; `FILL IN` where a project has values, evidence, parties, meters, place and time of its own.
 * The table of fields (`PDD_FIELDS`) says which is which. Comments of the original are not kept.
 *
 * @throws {TcctvError} DOCUMENT_INVALID when the given document is not one
 * @example templateOf(pddYaml).includes('serial: "FILL IN"') // true
 */
export function templateOf(pddYaml: string): string {
  const { title, id, version } = parsePdd(pddYaml)
  const document = new Document(emptied(readYaml(pddYaml, 'project document').data, []))
  document.commentBefore = ` A template made from "${title.replaceAll('\n', ' ')}" (${id} ${version}).
 Replace every "${FILL_IN}"; \`tcctv project check\` lists those that are left.
 Tolerances and the monitoring plan were copied: check that they fit your plant.`
  explainBlanks(document)
  return document.toString({ defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 120 })
}

function emptied(part: unknown, path: readonly string[]): unknown {
  if (isMap(part)) {
    const kept = Object.entries(part).flatMap(([key, item]) => {
      const found = emptied(item, [...path, key])
      return found === undefined ? [] : [[key, found] as const]
    })
    if (kept.length === 0 && Object.keys(part).length > 0) return undefined
    // Keys like "10" come before "01" in an object, whatever the order of the text.
    return new Map(kept.every(([key]) => /^\d+$/.test(key)) ? kept.toSorted(byNumber) : kept)
  }
  if (Array.isArray(part) && part.some(isMap))
    return part.map((item: unknown, index) => emptied(item, [...path, String(index)]))
  const { template } = fieldOf(path)
  if (template === 'left out') return undefined
  if (template === 'blank') return FILL_IN
  return template === 'copied' ? part : template
}

function byNumber([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return Number(left) - Number(right)
}

/** Says at each blank what is asked for. */
function explainBlanks(document: Document): void {
  visit(document, {
    Pair: (_key, { key, value }, ancestors) => {
      if (!isScalar(value) || value.value !== FILL_IN || !isScalar(key)) return
      const names = ancestors.flatMap((node) => ('key' in node && isScalar(node.key) ? [String(node.key.value)] : []))
      const comment: Pick<Scalar, 'comment'> = value
      comment.comment = ` ${fieldOf(placesOf(ancestors, [...names, String(key.value)])).what}`
    },
  })
}

/** A list's items have no key; the table writes any place as `*`, so that any text does. */
function placesOf(ancestors: readonly unknown[], names: readonly string[]): readonly string[] {
  const hasList = ancestors.some((node) => typeof node === 'object' && node !== null && 'items' in node && isList(node))
  return hasList ? [names[0] ?? '', '0', ...names.slice(1)] : names
}

function isList({ items }: { readonly items: unknown }): boolean {
  return (
    Array.isArray(items) &&
    items.length > 0 &&
    !items.some((item) => typeof item === 'object' && item !== null && 'key' in item)
  )
}

function isMap(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === 'object' && part !== null && !Array.isArray(part)
}
