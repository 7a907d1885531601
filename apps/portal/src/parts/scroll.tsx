import type { ReactNode } from 'react'

/** A box that scrolls sideways, also by keyboard; wide tables stand in it. */
export function Scroll({ className = '', children }: { readonly className?: string; readonly children: ReactNode }) {
  return (
    <div className={`scroll ${className}`} tabIndex={0}>
      {children}
    </div>
  )
}
