import { useTranslation } from 'react-i18next'
import { LineList, StateWord } from './line-list.tsx'
import type { Pinned } from './proof-job.ts'
import { linesIn, verdictOf, withoutPins, type ShownLine } from './proof-lines.ts'
import { isReadingProof } from './read-proof.ts'
import { compareShown, type ShownReading } from './shown-reading.ts'
import { TrustBox } from './trust-box.tsx'
import { useCheck } from './use-check.ts'

export type ReadingProofPanelProps = {
  /** As received; its bytes are what is checked. */
  readonly proof: unknown
  readonly pinned: Pinned
  readonly source: string
  /** What the page shows, to be compared with the bytes; null for a proof that came alone. */
  readonly shown: { readonly reading: ShownReading; readonly quantum: string } | null
}

/** Proof of one reading, computed here on demand; before that no line has a verdict. */
export function ReadingProofPanel(props: ReadingProofPanelProps) {
  const { t } = useTranslation()
  const { proof, pinned, source } = props
  const { run, start } = useCheck(linesIn('not-run'))
  const lines = useShownLines(run.lines, props)
  const verdict = verdictOf(lines)
  return (
    <section className="panel p-4" aria-label={t('proof.title')}>
      <div className="flex flex-wrap items-center gap-3">
        <h3>{t('proof.title')}</h3>
        <button
          type="button"
          className="button button-primary"
          disabled={run.isRunning || !isReadingProof(proof)}
          onClick={() => void start({ kind: 'reading', proof, pinned }, linesIn('running'))}
        >
          {run.isRunning ? t('proof.running') : verdict === 'not-run' ? t('proof.run') : t('proof.again')}
        </button>
        <DownloadProof proof={proof} />
      </div>
      {!isReadingProof(proof) && <p className="mt-2 text-bad">{t('proof.noProof')}</p>}
      <p role="status" className="mt-3 flex flex-wrap gap-2 text-16">
        {t('proof.overall')}: <StateWord state={verdict} />
        {run.seconds !== null && (
          <span className="caption">{t('proof.seconds', { seconds: run.seconds.toFixed(2) })}</span>
        )}
      </p>
      <LineList lines={lines} />
      {verdict !== 'not-run' && verdict !== 'running' && <p className="caption">{t('proof.lineCheckedHere')}</p>}
      <TrustBox pinned={pinned} source={source} />
    </section>
  )
}

function useShownLines(lines: readonly ShownLine[], { proof, pinned, shown }: ReadingProofPanelProps): ShownLine[] {
  const { t } = useTranslation()
  const pinnedLines =
    verdictOf(lines) === 'not-run' ? [...lines] : withoutPins(lines, pinned.sealers.length > 0, t('proof.unpinned'))
  if (shown === null || !isReadingProof(proof)) return pinnedLines
  return pinnedLines.map((line) => {
    if (line.id !== 'leaf') return line
    const compared = compareShown(line, shown.reading, proof.reading, shown.quantum)
    return compared === line ? line : { ...compared, reason: t('proof.shownDiffers') }
  })
}

function DownloadProof({ proof }: { readonly proof: unknown }) {
  const { t } = useTranslation()
  const save = () => {
    const address = URL.createObjectURL(new Blob([JSON.stringify(proof, null, 2)], { type: 'application/json' }))
    const link = document.createElement('a')
    link.href = address
    link.download = 'reading-proof.json'
    link.click()
    URL.revokeObjectURL(address)
  }
  return (
    <button type="button" className="button" onClick={save}>
      {t('proof.download')}
    </button>
  )
}
