import type { BundleResult, ProofJob, ProofMessage } from './proof-job.ts'
import type { ShownLine } from './proof-lines.ts'

export type ProofRun = {
  readonly onLine: (line: ShownLine) => void
  readonly signal: AbortSignal
}

/**
 * Runs a check in a worker of this page, from the bytes given. Resolves with the outcome of a bundle, or null for a
 * reading; rejects with the reason when the check itself broke off.
 */
export function runProof(job: ProofJob, { onLine, signal }: ProofRun): Promise<BundleResult | null> {
  const worker = new Worker(new URL('./proof.worker.ts', import.meta.url), { type: 'module' })
  const result = new Promise<BundleResult | null>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<ProofMessage>) => {
      if (data.kind === 'ready') worker.postMessage(job, [])
      else if (data.kind === 'line') onLine(data.line)
      else if (data.kind === 'done') resolve(data.result)
      else reject(new Error(data.reason))
    })
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'worker')))
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true })
  })
  return result.finally(() => worker.terminate())
}
