import {
  verifyBlockState,
  verifyBundle,
  verifyReadingProof,
  type BlockStateProof,
  type Check,
  type ReadingProof,
  type Verification,
} from '@tcctv/proof'
import type { BundleResult, ProofJob, ProofMessage } from './proof-job.ts'
import type { ShownLine } from './proof-lines.ts'

// Off the page's thread: a whole batch or a year of blocks is hashed here, from bytes alone.
self.addEventListener('message', ({ data }: MessageEvent<ProofJob>) => {
  void work(data).then(
    (result) => tell({ kind: 'done', result }),
    (fault: unknown) => tell({ kind: 'stopped', reason: fault instanceof Error ? fault.message : String(fault) }),
  )
})
tell({ kind: 'ready' })

async function work(job: ProofJob): Promise<BundleResult | null> {
  if (job.kind === 'bundle') {
    const onCheck = (check: Check) => tell({ kind: 'line', line: lineOf(check) })
    return resultOf(await verifyBundle(job.bytes, { pinned: job.pinned, onCheck }))
  }
  if (job.kind === 'block') {
    // As below: the checker reads every field it uses.
    const shown = await verifyBlockState(job.proof as BlockStateProof, job.pinned)
    for (const line of shown) tell({ kind: 'line', line })
    return null
  }
  // The checker reads every field it uses and says what is wrong with it.
  const lines = await verifyReadingProof(job.proof as ReadingProof, job.pinned)
  for (const line of lines) tell({ kind: 'line', line })
  return null
}

function lineOf({ id, title, state, where = '', expected = '', found = '', counted }: Check): ShownLine {
  const reason = counted === undefined ? where : `${where} (${counted})`.trim()
  return { id, title, state: state === 'not-checked' ? 'cannot-check' : state, expected, found, reason }
}

function resultOf({ passed, statement, notChecked, totals }: Verification): BundleResult {
  return {
    passed,
    statement,
    notChecked,
    kilograms: totals?.kilograms ?? null,
    readings: totals?.readings ?? null,
  }
}

function tell(message: ProofMessage): void {
  postMessage(message, {})
}
