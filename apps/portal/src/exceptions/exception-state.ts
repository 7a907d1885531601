/** States that close the gate of a project or keep a later day from being quantified. */
const OPEN: readonly string[] = ['held3', 'justified3', 'released3', 'held4', 'reported4', 'awaiting-corrected']

/** Whether an exception waits for a decision. */
export function isOpen(state: string): boolean {
  return OPEN.includes(state)
}
