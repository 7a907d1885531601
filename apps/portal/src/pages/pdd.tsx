import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { Pdd } from '../api-types.ts'
import { useProject } from '../layout/project-context.ts'
import { Loaded } from '../parts/states.tsx'
import { Facts, Hash } from '../parts/words.tsx'
import { Declared } from '../pdd/declared.tsx'
import { VersionTable } from '../pdd/version-table.tsx'
import { hashOfMethodology, hashOfPdd } from '../pdd/document-hash.ts'
import { StateWord } from '../proof/line-list.tsx'
import { useApi } from '../use-api.ts'

export function PddPage() {
  const { t } = useTranslation()
  const { slug } = useProject()
  const pdd = useApi(api.pdd(slug))
  return (
    <>
      <h2 className="mb-3">{t('pdd.title')}</h2>
      <VersionTable />
      <Loaded query={pdd} height={400}>
        {(found) => <Shown pdd={found} />}
      </Loaded>
    </>
  )
}

function Shown({ pdd }: { readonly pdd: Pdd }) {
  const { t } = useTranslation()
  const { pdd: inForce, methodology } = useProject()
  const { yaml, methodologyYaml, documentHash, listing } = pdd
  return (
    <>
      <div className="panel mb-4 p-4">
        <Facts
          rows={[
            [t('pdd.version'), inForce.version],
            [t('pdd.hash'), <CheckedHash key="h" expected={documentHash} compute={() => hashOfPdd(yaml)} />],
            [
              t('pdd.methodologyHash'),
              <CheckedHash key="m" expected={methodology.hash} compute={() => hashOfMethodology(methodologyYaml)} />,
            ],
            [t('pdd.programHash'), <Hash key="p" text={pdd.program.hash} whole />],
          ]}
        />
      </div>
      <Declared yaml={yaml} />
      <Source title={t('pdd.document')} text={pdd.yaml} />
      <Source title={t('pdd.methodology')} text={pdd.methodologyYaml} />
      <Source title={t('pdd.listing')} text={listing} />
    </>
  )
}

function Source({ title, text }: { title: string; text: string }) {
  return (
    <details className="panel mb-3">
      <summary className="p-3 font-medium">{title}</summary>
      <pre
        lang="en"
        tabIndex={0}
        aria-label={title}
        className="scroll max-h-[600px] border-t border-line p-3 font-mono text-12 leading-[18px]"
      >
        {text}
      </pre>
    </details>
  )
}

/** A hash of the chain, and whether the text shown has it. */
function CheckedHash({ expected, compute }: { readonly expected: string; readonly compute: () => string }) {
  const { t } = useTranslation()
  const { state, found } = checked(expected, compute)
  return (
    <>
      <Hash text={expected} whole />
      <span className="caption block wrap-anywhere">
        {t('pdd.hashHere')}: <StateWord state={state} /> {state !== 'passed' && found}
      </span>
    </>
  )
}

function checked(expected: string, compute: () => string) {
  try {
    const found = compute()
    return { state: found === expected ? 'passed' : 'failed', found } as const
  } catch (fault) {
    return { state: 'cannot-check', found: fault instanceof Error ? fault.message : String(fault) } as const
  }
}
