import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, readBytes, reportFilePath } from '../api.ts'
import type { Hex, Parties, Report } from '../api-types.ts'
import { formatBytes } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Empty, Fault, Loaded } from '../parts/states.tsx'
import { Facts, Hash } from '../parts/words.tsx'
import { BundlePanel } from '../proof/bundle-panel.tsx'
import { useCheck } from '../proof/use-check.ts'
import { ReportMaker } from '../reports/report-maker.tsx'
import { useApi } from '../use-api.ts'

export function ReportsPage() {
  const { t } = useTranslation()
  const { slug } = useProject()
  const reports = useApi(api.reports(slug))
  return (
    <>
      <h2 className="mb-3">{t('reports.title')}</h2>
      <ReportMaker />
      <Loaded query={reports}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('reports.none')} help={t('reports.noneHelp')} />
          ) : (
            items.map((report) => <ReportOf key={report.id} report={report} />)
          )
        }
      </Loaded>
    </>
  )
}

function ReportOf({ report }: { readonly report: Report }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const { period, anchor, files } = report
  return (
    <section className="panel mb-4 p-4">
      <h3 className="mb-2">{t('reports.period', period)}</h3>
      <Facts
        rows={[
          [t('reports.snapshot'), String(report.snapshotBlock)],
          [t('reports.manifest'), <Hash key="m" text={report.manifestHash} whole />],
          [
            t('reports.anchor'),
            anchor === null ? (
              t('reports.notAnchored')
            ) : (
              <Link
                key="a"
                to="/p/$slug/ledger/tx/$hash"
                params={{ slug, hash: anchor.tx }}
                search={{ block: String(anchor.block) }}
              >
                {t('reports.anchored', { block: anchor.block })}
              </Link>
            ),
          ],
        ]}
      />
      <Scroll className="mt-3">
        <table className="table">
          <caption className="sr-only">{t('reports.files')}</caption>
          <tbody>
            {files.map((file) => (
              <tr key={file.name}>
                <th scope="row">
                  <a href={reportFilePath(slug, report.id, file.name)} download={file.name}>
                    {file.name}
                  </a>
                </th>
                <td className="number">{formatBytes(file.bytes)}</td>
                <td>
                  <span className="caption">SHA-256 </span>
                  <Hash text={file.sha256} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <VerifyReport report={report} />
    </section>
  )
}

function pinsOf(parties: Parties | undefined): { genesisHash?: Hex; sealers?: readonly Hex[] } {
  return parties === undefined ? {} : { genesisHash: parties.pinned.genesisHash, sealers: parties.pinned.sealers }
}

/** Downloads the bundle and checks it here; the chain id and sealers are read from the bundle and shown by its checks. */
function VerifyReport({ report }: { readonly report: Report }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const parties = useApi(api.parties(slug))
  const bundle = report.files.find(({ name }) => name.endsWith('.zip'))
  const { run, start } = useCheck([])
  const [step, setStep] = useState<'idle' | 'downloading' | 'started'>('idle')
  const [fault, setFault] = useState<unknown>(null)
  if (bundle === undefined) return null
  const verify = async () => {
    setFault(null)
    setStep('downloading')
    try {
      const bytes = await readBytes(reportFilePath(slug, report.id, bundle.name))
      setStep('started')
      await start({ kind: 'bundle', bytes, pinned: pinsOf(parties.data) }, [])
    } catch (error) {
      setStep('idle')
      setFault(error)
    }
  }
  return (
    <div className="mt-3">
      <div className="flex flex-wrap items-center gap-3">
        <button
          type="button"
          className="button button-primary"
          disabled={step === 'downloading' || run.isRunning || parties.isPending}
          onClick={() => void verify()}
        >
          {step === 'downloading' ? t('bundle.downloading') : run.isRunning ? t('proof.running') : t('reports.verify')}
        </button>
        <span className="caption">{t('reports.verifyHelp')}</span>
      </div>
      {fault !== null && <Fault error={fault} />}
      {step === 'started' && (
        <>
          <BundlePanel run={run} name={bundle.name} />
          <p className="caption mt-2">
            {t('proof.pinnedFrom', { source: t('proof.pinnedSource', { path: `/api/projects/${slug}/parties` }) })}
          </p>
        </>
      )}
    </div>
  )
}
