import { Link, useParams } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { Parties, Reading } from '../api-types.ts'
import { RawAnswers } from '../chain/raw-answers.tsx'
import { formatInstant } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Loaded } from '../parts/states.tsx'
import { useEvidence } from '../parts/state-words.ts'
import { Facts, Hash } from '../parts/words.tsx'
import { pinnedFrom } from '../proof/pinned-from.ts'
import { ReadingProofPanel } from '../proof/reading-proof-panel.tsx'
import { useApi } from '../use-api.ts'

/** One reading with all that is known of it, and its proof. */
export function ReadingPage() {
  const { t } = useTranslation()
  const { slug } = useProject()
  const { id } = useParams({ from: '/p/$slug/ledger/reading/$id' })
  const reading = useApi(api.reading(slug, id))
  const proof = useApi(api.proof(slug, id))
  const parties = useApi(api.parties(slug))
  return (
    <>
      <h2 className="mb-3">{t('reading.title')}</h2>
      <Loaded query={reading}>
        {(found) => (
          <>
            <ReadingFacts reading={found} />
            <div className="mt-4">
              <Loaded query={proof}>
                {(bytes) => (
                  <Loaded query={parties}>
                    {(pinned) => <Proof key={id} reading={found} proof={bytes} parties={pinned} />}
                  </Loaded>
                )}
              </Loaded>
            </div>
          </>
        )}
      </Loaded>
    </>
  )
}

function Proof({ reading, proof, parties }: { reading: Reading; proof: unknown; parties: Parties }) {
  const { t } = useTranslation()
  const { slug, lanes, ledger } = useProject()
  const lane = lanes.find(({ parameter, meter }) => parameter === reading.parameter && meter === reading.meter)
  return (
    <ReadingProofPanel
      proof={proof}
      pinned={pinnedFrom(parties, ledger)}
      source={t('proof.pinnedSource', { path: `/api/projects/${slug}/parties` })}
      shown={{ reading, quantum: lane?.quantum ?? '1' }}
    />
  )
}

function ReadingFacts({ reading }: { readonly reading: Reading }) {
  const { t } = useTranslation()
  const { slug, zone } = useProject()
  const evidenceWord = useEvidence()
  const { source, checks } = reading
  const noChecks = reading.isScored ? t('reading.noChecks') : t('reading.notScored')
  return (
    <div className="panel p-4">
      <Facts
        rows={[
          [
            t('reading.value'),
            <strong key="v" className="text-20 font-semibold">
              {reading.value} {reading.unit}
            </strong>,
          ],
          [t('flag.parameter'), reading.parameter],
          [t('reading.meter'), reading.meter],
          [t('reading.at'), `${formatInstant(reading.at, zone)} ${zone} (${reading.at})`],
          [t('reading.expected'), reading.expected === null ? '–' : `${reading.expected} ${reading.unit}`],
          [t('reading.checks'), checks.length === 0 ? noChecks : checks.map((check) => checkText(check, t)).join('; ')],
          [t('reading.evidence'), evidenceWord(reading.evidence)],
          [t('reading.source'), <Hash key="s" text={source.hash} whole />],
          [t('reading.batch'), <Hash key="b" text={reading.batch} whole />],
          [
            t('ledger.transaction'),
            <Link
              key="t"
              to="/p/$slug/ledger/tx/$hash"
              params={{ slug, hash: reading.tx }}
              search={{ block: String(reading.block) }}
            >
              <Hash text={reading.tx} whole />
            </Link>,
          ],
        ]}
      />
      <RawAnswers block={reading.block} tx={reading.tx} />
    </div>
  )
}

function checkText({ level, limit, reason }: Reading['checks'][number], t: TFunction): string {
  const kind = level === null ? t('flag.anomaly') : t('flag.tolerance', { level })
  return [kind, limit ?? reason].filter((word) => word !== null).join(': ')
}
