/** What a reader must know about rows that are not a registry's, for example that they are made up. */
export function Notice({ text }: { readonly text: string | null }) {
  if (text === null) return null
  return <p className="mb-2 inline-block rounded border border-warn px-2 py-1 font-medium text-warn">{text}</p>
}
