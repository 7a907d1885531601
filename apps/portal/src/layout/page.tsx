import type { ReactNode } from 'react'

/** A page outside of a project. */
export function Page({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[1200px] flex-1 px-4 py-6 outline-none">
      <title>{`${title} · TCCTV`}</title>
      <h1 className="mb-4">{title}</h1>
      {children}
    </main>
  )
}
