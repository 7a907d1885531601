import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ReactNode } from 'react'
import { api } from '../api.ts'
import type { Trace } from '../api-types.ts'
import { RawAnswers } from '../chain/raw-answers.tsx'
import { formatCount } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Loaded } from '../parts/states.tsx'
import { Amount, Hash } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

/** From a day's record to its equations, inputs, batches: everything behind one figure. */
export function TracePanel({ day }: { readonly day: string }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const trace = useApi(api.trace(slug, day))
  return (
    <section className="panel my-4 p-4" aria-label={t('carbon.trace', { period: day })}>
      <header className="mb-2 flex flex-wrap items-center gap-2">
        <h3>{t('carbon.trace', { period: day })}</h3>
        <Link
          from="/p/$slug/carbon"
          to="."
          search={({ sel: _sel, ...old }) => old}
          className="button button-small ml-auto"
        >
          {t('carbon.close')}
        </Link>
      </header>
      <Loaded query={trace}>{(found) => <Steps trace={found} />}</Loaded>
    </section>
  )
}

function Steps({ trace }: { readonly trace: Trace }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const { record, equations, inputs, adjustments, batches } = trace
  return (
    <div className="flex flex-col gap-4">
      <p>
        {t('carbon.record')}:{' '}
        <Link to="/p/$slug/ledger/tx/$hash" params={{ slug, hash: record.tx }} search={{ block: String(record.block) }}>
          <Hash text={record.tx} />
        </Link>{' '}
        ({t('ledger.number')} {record.block}). <span className="caption">{t('carbon.toDate')}</span>
      </p>
      <RawAnswers block={record.block} tx={record.tx} />
      <Grid
        title={t('carbon.equations')}
        head={[
          t('carbon.equation'),
          t('carbon.expression'),
          t('carbon.unrounded'),
          t('carbon.rounded'),
          t('carbon.rounding'),
        ]}
        rows={equations.map((equation) => [
          equation.id,
          <code key="e" className="hash block min-w-48">
            {equation.expression}
          </code>,
          <Amount key="u" text={equation.unrounded} unit={equation.unit} />,
          <Amount key="r" text={equation.rounded} unit={equation.unit} />,
          [equation.direction, equation.quantum].filter((word) => word !== null).join(' '),
        ])}
      />
      <Grid
        title={t('carbon.inputs')}
        head={[t('carbon.variable'), t('carbon.amount'), t('carbon.lanes')]}
        rows={inputs.map((input) => [
          input.variable,
          <Amount key="a" text={input.amount} unit={input.unit} />,
          input.source === 'readings'
            ? input.lanes.map(({ parameter, meter }) => `${parameter} ${meter}`).join(', ')
            : t(`carbon.source.${input.source}`),
        ])}
      />
      {adjustments.length > 0 && (
        <Grid
          title={t('carbon.adjustments')}
          head={[t('carbon.lanes'), t('carbon.reason'), t('carbon.relative'), t('carbon.amount')]}
          rows={adjustments.map((one) => [
            `#${one.lane}`,
            t(`carbon.calibration.${one.reason}`),
            one.error,
            <Amount key="a" text={one.adjustment} unit={one.unit} />,
          ])}
        />
      )}
      <Grid
        title={t('carbon.batches')}
        head={[t('carbon.digest'), t('flag.parameter'), t('carbon.sum'), t('carbon.readings'), t('flag.block')]}
        rows={batches.map((batch) => [
          <Link
            key="b"
            to="/p/$slug/ledger/tx/$hash"
            params={{ slug, hash: batch.tx }}
            search={{ block: String(batch.block) }}
          >
            <Hash text={batch.digest} />
            {batch.replacedBy !== null && <span className="block text-mark-text">{t('carbon.replacedBy')}</span>}
          </Link>,
          batch.parameter,
          <Amount key="s" text={batch.sum} unit={batch.unit} />,
          formatCount(batch.readings),
          String(batch.block),
        ])}
      />
    </div>
  )
}

function Grid(props: {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly ReactNode[])[]
}) {
  return (
    <div>
      <h4 className="font-medium">{props.title}</h4>
      <Scroll>
        <table className="table">
          <thead>
            <tr>
              {props.head.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.rows.map((cells, index) => (
              <tr key={index}>
                {cells.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  )
}
