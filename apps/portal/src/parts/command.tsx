/** A command to copy; it breaks rather than widens the page. */
export function Command({ text }: { readonly text: string }) {
  return (
    <code className="mt-1 block select-all break-words rounded border border-line bg-paper px-2 py-1 font-mono text-12">
      {text}
    </code>
  )
}
