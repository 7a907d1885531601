import { useEffect, useRef, useState } from 'react'
import type { BundleResult, ProofJob } from './proof-job.ts'
import { stoppedLines, type ShownLine } from './proof-lines.ts'
import { runProof } from './run-proof.ts'

export type CheckRun = {
  readonly lines: readonly ShownLine[]
  readonly isRunning: boolean
  readonly seconds: number | null
  readonly result: BundleResult | null
  readonly stopped: string | null
}

/** A check that runs in a worker and ends with the page. Lines come in as they are computed. */
export function useCheck(first: readonly ShownLine[]) {
  const [run, setRun] = useState<CheckRun>({
    lines: first,
    isRunning: false,
    seconds: null,
    result: null,
    stopped: null,
  })
  const stop = useRef<AbortController>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const start = async (job: ProofJob, waiting: readonly ShownLine[]) => {
    stop.current?.abort()
    const controller = new AbortController()
    stop.current = controller
    const began = performance.now()
    setRun({ lines: waiting, isRunning: true, seconds: null, result: null, stopped: null })
    const onLine = (line: ShownLine) => setRun((old) => ({ ...old, lines: placed(old.lines, line) }))
    try {
      const result = await runProof(job, { onLine, signal: controller.signal })
      setRun((old) => ({ ...old, isRunning: false, seconds: (performance.now() - began) / 1000, result }))
    } catch (fault) {
      if (controller.signal.aborted) return
      const stopped = fault instanceof Error ? fault.message : String(fault)
      setRun((old) => ({ ...old, isRunning: false, stopped, lines: stoppedLines(old.lines, stopped) }))
    }
  }
  return { run, start }
}

/** The list with one line in its place, or behind the others. */
function placed(lines: readonly ShownLine[], line: ShownLine): ShownLine[] {
  return lines.some(({ id }) => id === line.id)
    ? lines.map((old) => (old.id === line.id ? line : old))
    : [...lines, line]
}
