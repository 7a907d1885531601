import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { PddVersionDetail } from '../api-types.ts'
import { useProject } from '../layout/project-context.ts'
import { Command } from '../parts/command.tsx'
import { Loaded } from '../parts/states.tsx'
import { Facts, Hash } from '../parts/words.tsx'
import { DifferenceTable } from '../pdd/difference-table.tsx'
import { ImpactPanel } from '../pdd/impact-panel.tsx'
import { useApi } from '../use-api.ts'

/** One version of the project document: where it stands, what it changes, and what it would have changed. */
export function PddVersionPage() {
  const { t } = useTranslation()
  const { slug } = useProject()
  const { index } = useParams({ from: '/p/$slug/pdd/$index' })
  const version = useApi(api.pddVersion(slug, index))
  return (
    <>
      <p className="mb-2">
        <Link to="/p/$slug/pdd" params={{ slug }}>
          {t('pdd.title')}
        </Link>
      </p>
      <Loaded query={version} height={400}>
        {(found) => <Shown version={found} />}
      </Loaded>
    </>
  )
}

function Shown({ version }: { readonly version: PddVersionDetail }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const { index, state, approvedFrom, documentHash, proposed, earliest, comparedWith, yaml } = version
  return (
    <>
      <h2 className="mb-3">{t('pdd.versionTitle', { version: version.version ?? '?', index })}</h2>
      <section className="panel mb-4 p-4">
        <Facts
          rows={[
            [t('pdd.state'), t(`pdd.states.${state}`)],
            [t('pdd.proposed'), t('pdd.inBlock', { block: proposed.block })],
            [t('pdd.from'), approvedFrom ?? t(`pdd.earliest.${earliest.because}`, { day: earliest.day })],
            [t('pdd.hash'), <Hash key="h" text={documentHash} whole />],
          ]}
        />
        {state === 'proposed' && (
          <div className="mt-3">
            <p className="caption">{t('pdd.decide')}</p>
            <Command
              text={`tcctv project approve ${slug} ${index} --from ${earliest.day}${index === 0 ? '' : ' --change <kind>'} --key-file <registry's key>`}
            />
          </div>
        )}
      </section>
      <section className="panel mb-4 p-4">
        <h3 className="mb-2">
          {comparedWith === null ? t('pdd.difference') : t('pdd.differenceTo', { index: comparedWith })}
        </h3>
        <DifferenceTable version={version} />
      </section>
      <section className="panel mb-4 p-4">
        <h3 className="mb-2">{t('impact.title')}</h3>
        <ImpactPanel index={index} />
      </section>
      <details className="panel mb-3">
        <summary className="p-3 font-medium">{t('pdd.document')}</summary>
        <pre
          lang="en"
          tabIndex={0}
          aria-label={t('pdd.document')}
          className="scroll max-h-[600px] border-t border-line p-3 font-mono text-12 leading-[18px]"
        >
          {yaml}
        </pre>
      </details>
    </>
  )
}
