import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { BlockTransaction } from '../api-types.ts'
import { useProject } from '../layout/project-context.ts'
import { Facts, Hash } from '../parts/words.tsx'
import { RawAnswers } from './raw-answers.tsx'
import { argumentWords } from './argument-words.ts'

/** One transaction with the records it left. */
export function TransactionPanel({ transaction, block }: { transaction: BlockTransaction; block: number }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const { hash, what, digest, readings, events } = transaction
  return (
    <section className="panel mt-3 p-4">
      <h3 className="mb-2">{what}</h3>
      <Facts
        rows={[
          [
            t('ledger.transaction'),
            <Link key="h" to="/p/$slug/ledger/tx/$hash" params={{ slug, hash }} search={{ block: String(block) }}>
              <Hash text={hash} whole />
            </Link>,
          ],
          ...(typeof digest === 'string' ? [[t('ledger.batch'), <Hash key="d" text={digest} whole />] as const] : []),
          ...(typeof readings === 'number' ? [[t('ledger.readings'), String(readings)] as const] : []),
        ]}
      />
      <RawAnswers block={block} tx={hash} />
      {events.length > 0 && (
        <details className="mt-2" open={events.length <= 4}>
          <summary className="caption">
            {t('ledger.events')} ({events.length})
          </summary>
          {events.map((event, index) => (
            <div key={index} className="mt-2 border-t border-line pt-2">
              <p className="font-medium">{event.name}</p>
              <Facts
                rows={Object.entries(event.args).map(([name, argument]) => [
                  name,
                  <ArgumentOf key={name} name={name} argument={argument} />,
                ])}
              />
            </div>
          ))}
        </details>
      )}
    </section>
  )
}

/** The argument as it stands on the chain, and what it means where that can't be seen. */
function ArgumentOf({ name, argument }: { readonly name: string; readonly argument: unknown }) {
  const { zone } = useProject()
  const words = argumentWords(name, argument, zone)
  return (
    <>
      <span className="hash">{argumentText(argument)}</span>
      {words !== null && <span className="caption ml-2">{words}</span>}
    </>
  )
}

function argumentText(argument: unknown): string {
  return typeof argument === 'string' ? argument : (JSON.stringify(argument) ?? '')
}
