import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { Pdd } from '../api-types.ts'
import { useProject } from '../layout/project-context.ts'
import { Loaded } from '../parts/states.tsx'
import { Facts, Hash } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

export function PddPage() {
  const { t } = useTranslation()
  const { slug } = useProject()
  const pdd = useApi(api.pdd(slug))
  return (
    <>
      <h2 className="mb-3">{t('pdd.title')}</h2>
      <Loaded query={pdd} height={400}>
        {(found) => <Shown pdd={found} />}
      </Loaded>
    </>
  )
}

function Shown({ pdd }: { readonly pdd: Pdd }) {
  const { t } = useTranslation()
  const { pdd: inForce } = useProject()
  const listing = typeof pdd.listing === 'string' ? pdd.listing : pdd.listing.join('\n')
  return (
    <>
      <div className="panel mb-4 p-4">
        <Facts
          rows={[
            [t('pdd.version'), inForce.version],
            [t('pdd.hash'), <Hash key="h" text={pdd.documentHash} whole />],
            [t('pdd.hashChecked'), <TextHash key="c" text={pdd.yaml} />],
            [t('pdd.programHash'), <Hash key="p" text={pdd.program.hash} whole />],
          ]}
        />
      </div>
      <Source title={t('pdd.document')} text={pdd.yaml} isOpen />
      <Source title={t('pdd.methodology')} text={pdd.methodologyYaml} />
      <Source title={t('pdd.listing')} text={listing} />
    </>
  )
}

function Source({ title, text, isOpen = false }: { title: string; text: string; isOpen?: boolean }) {
  return (
    <details className="panel mb-3" open={isOpen}>
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

/** Hash of the text as shown, computed here where the browser allows it. */
function TextHash({ text }: { readonly text: string }) {
  const hash = useQuery({ queryKey: ['sha256', text], queryFn: () => sha256(text), staleTime: Infinity })
  return <Hash text={hash.data ?? '–'} whole />
}

async function sha256(text: string): Promise<string> {
  // Absent on plain http off loopback.
  if (!('subtle' in crypto)) return '–'
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
