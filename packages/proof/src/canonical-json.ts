/** What a canonical document may hold: no fractions, quantities are decimal text. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * UTF-8 bytes of the value in the form of RFC 8785: no spaces, keys in the order of their UTF-16 code units.
 * Keys whose value is undefined are left out.
 *
 * @example canonicalJson({ b: 1, a: 'x' }) // bytes of {"a":"x","b":1}
 */
export function canonicalJson(json: Json): Uint8Array {
  return new TextEncoder().encode(textOf(json))
}

function textOf(json: Json): string {
  if (json === null || typeof json !== 'object') return JSON.stringify(json)
  if (isList(json)) return `[${json.map(textOf).join(',')}]`
  const entries = Object.entries(json)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${textOf(member ?? null)}`).join(',')}}`
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json)
}
