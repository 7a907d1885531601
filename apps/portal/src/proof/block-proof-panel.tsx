import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { BlockDetail } from '../api-types.ts'
import { useProject } from '../layout/project-context.ts'
import { Loaded } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'
import { LineList, StateWord } from './line-list.tsx'
import { pinnedFrom } from './pinned-from.ts'
import type { Pinned } from './proof-job.ts'
import { BLOCK_LINE_IDS, linesIn, verdictOf, withoutPins } from './proof-lines.ts'
import { TrustBox } from './trust-box.tsx'
import { useCheck } from './use-check.ts'

type Shown = Pick<BlockDetail, 'number' | 'hash'>

/** That a block is the one shown, sealed, and that the ledger stands under its state root: computed here on demand. */
export function BlockProofPanel({ block }: { readonly block: Shown }) {
  const { slug, ledger } = useProject()
  const number = `0x${block.number.toString(16)}`
  const header = useApi(api.rpc(slug, 'debug_getRawHeader', [number]))
  const account = useApi(api.rpc(slug, 'eth_getProof', [ledger, [], number]))
  const parties = useApi(api.parties(slug))
  return (
    <Loaded query={header}>
      {({ result: raw }) => (
        <Loaded query={account}>
          {({ result: proof }) => (
            <Loaded query={parties}>
              {(found) => (
                <Checked
                  proof={{ number: block.number, blockHash: block.hash, header: raw, account: proof }}
                  pinned={pinnedFrom(found, ledger)}
                />
              )}
            </Loaded>
          )}
        </Loaded>
      )}
    </Loaded>
  )
}

function Checked({ proof, pinned }: { readonly proof: object; readonly pinned: Pinned }) {
  const { t } = useTranslation()
  const { slug, ledger } = useProject()
  const { run, start } = useCheck(linesIn('not-run', BLOCK_LINE_IDS))
  const state = verdictOf(run.lines)
  const lines = state === 'not-run' ? run.lines : withoutPins(run.lines, pinned.sealers.length > 0, t('proof.unpinned'))
  const verdict = verdictOf(lines)
  const check = () =>
    void start(
      { kind: 'block', proof, pinned: { sealers: pinned.sealers, ledger } },
      linesIn('running', BLOCK_LINE_IDS),
    )
  return (
    <section className="panel mt-3 p-4" aria-label={t('proof.blockTitle')}>
      <div className="flex flex-wrap items-center gap-3">
        <h3>{t('proof.blockTitle')}</h3>
        <button type="button" className="button button-primary" disabled={run.isRunning} onClick={check}>
          {run.isRunning ? t('proof.running') : verdict === 'not-run' ? t('proof.run') : t('proof.again')}
        </button>
      </div>
      <p role="status" className="mt-3 flex flex-wrap gap-2 text-16">
        {t('proof.overall')}: <StateWord state={verdict} />
        {run.seconds !== null && (
          <span className="caption">{t('proof.seconds', { seconds: run.seconds.toFixed(2) })}</span>
        )}
      </p>
      <LineList lines={lines} />
      {verdict !== 'not-run' && verdict !== 'running' && <p className="caption">{t('proof.lineCheckedHere')}</p>}
      <TrustBox pinned={pinned} source={t('proof.pinnedSource', { path: `/api/projects/${slug}/parties` })} />
    </section>
  )
}
