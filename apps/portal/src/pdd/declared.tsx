import type { TFunction } from 'i18next'
import { parsePdd, type Pdd } from '@tcctv/methodology'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { percentOf } from '../meters/percent-of.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Facts, Hash } from '../parts/words.tsx'

/** What a project document declares beside its figures, to be read by people. The platform assesses none of it. */
export function Declared({ yaml }: { readonly yaml: string }) {
  const pdd = parsed(yaml)
  return pdd === undefined ? null : <Parts pdd={pdd} />
}

function Parts({ pdd }: { readonly pdd: Pdd }) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('declared.title')} className="mb-4">
      <h3 className="mb-1">{t('declared.title')}</h3>
      <p className="mb-2 font-medium text-warn">{t('declared.notAssessed')}</p>
      <div className="panel mb-3 p-4">
        <Facts rows={factsOf(pdd, t)} />
      </div>
      <Constants pdd={pdd} />
      <Plan pdd={pdd} />
      <Meters pdd={pdd} />
      <Conditions pdd={pdd} />
      <Samples pdd={pdd} />
      <Renewals pdd={pdd} />
      <Documents pdd={pdd} />
    </section>
  )
}

function factsOf(
  { visibility = 'parties', gwp, materiality, significant_increase: increase, estimates = {}, crediting }: Pdd,
  t: TFunction,
) {
  const given = Object.entries(estimates).map(([year, { value, unit }]) => `${year}: ${value} ${unit}`)
  return [
    [t('declared.visibility'), t(`declared.seenBy.${visibility}`)],
    [t('declared.crediting'), `${crediting.start} – ${crediting.end} (${crediting.zone})`],
    [t('declared.estimates'), given.length === 0 ? t('declared.none') : given.join(', ')],
    [t('declared.gwp'), gwp ?? t('declared.none')],
    [
      t('declared.significant'),
      increase === undefined ? t('declared.none') : t('declared.abovePercent', { percent: increase.percent }),
    ],
    [
      t('declared.materiality'),
      materiality === undefined
        ? t('declared.none')
        : t('declared.materialityText', {
            percent: materiality.threshold_percent,
            size: materiality.size ?? '–',
            method: [materiality.sampling.method, materiality.sampling.seed ?? '–'].join(', '),
          }),
    ],
  ] as const
}

function Constants({ pdd: { constants = {} } }: { readonly pdd: Pdd }) {
  const { t } = useTranslation()
  const rows = Object.entries(constants).map(([id, { value, unit, reason, approved_deviation: deviation }]) => [
    <span key="id" className="whitespace-nowrap">
      {id} <span className="text-mark-text">{t('declared.flagged')}</span>
    </span>,
    `${value} ${unit}`,
    deviation === undefined ? reason : `${reason} (${deviation.reference})`,
  ])
  const head = [t('declared.parameter'), t('declared.value'), t('declared.reason')]
  return <Grid title={t('declared.constants')} head={head} rows={rows} />
}

function Plan({ pdd: { monitoring_plan: plan = {} } }: { readonly pdd: Pdd }) {
  const { t } = useTranslation()
  const head = ['parameter', 'responsible', 'equipment', 'quality', 'fallback', 'archive', 'clause'] as const
  const rows = Object.entries(plan).map(([id, entry]) => [
    id,
    entry.responsible,
    `${entry.equipment}, ${entry.place}`,
    entry.qa_qc,
    entry.fallback,
    entry.archive,
    entry.clause,
  ])
  return <Grid title={t('declared.plan')} head={head.map((name) => t(`declared.${name}`))} rows={rows} />
}

function Meters({ pdd: { meters } }: { readonly pdd: Pdd }) {
  const { t } = useTranslation()
  const head = ['meter', 'measures', 'class', 'permissible', 'calibrated', 'every', 'certificate'] as const
  const rows = Object.entries(meters).map(([id, { measures, model, serial, class: of, mpe, calibration }]) => [
    `${id} · ${model} · ${serial}`,
    measures.join(', '),
    of,
    `± ${percentOf(mpe)} %`,
    calibration.last,
    calibration.interval,
    calibration.certificate === undefined ? '–' : <Hash key="c" text={calibration.certificate} />,
  ])
  return <Grid title={t('declared.calibration')} head={head.map((name) => t(`declared.${name}`))} rows={rows} />
}

function Conditions({ pdd: { applicability = [] } }: { readonly pdd: Pdd }) {
  const { t } = useTranslation()
  const head = [t('declared.clause'), t('declared.condition'), t('declared.met'), t('declared.evidence')]
  const rows = applicability.map(({ clause, text, met, evidence }) => [
    clause,
    text,
    t(`declared.state.${met}`),
    evidence,
  ])
  return <Grid title={t('declared.applicability')} head={head} rows={rows} />
}

function Samples({ pdd: { samples = {} } }: { readonly pdd: Pdd }) {
  const { t } = useTranslation()
  const rows = Object.entries(samples).map(([id, { mean, unit, size, drawn, method, seed, record }]) => [
    id,
    `${mean} ${unit}`,
    size,
    `${drawn}, ${method}, ${seed}`,
    <Hash key="r" text={record} />,
  ])
  const head = [
    t('declared.parameter'),
    t('declared.mean'),
    t('declared.size'),
    t('declared.drawn'),
    t('declared.hash'),
  ]
  return rows.length === 0 ? null : <Grid title={t('declared.samples')} head={head} rows={rows} />
}

function Renewals({ pdd: { crediting } }: { readonly pdd: Pdd }) {
  const { t } = useTranslation()
  const rows = (crediting.renewals ?? []).map(({ start, end, methodology, parameters, validation }) => [
    `${start} – ${end}`,
    `${methodology.id} ${methodology.version}`,
    Object.entries(parameters)
      .map(([id, { decision, evidence }]) => `${id}: ${decision} (${evidence})`)
      .join('; '),
    validation.conclusion,
  ])
  const head = [t('declared.period'), t('pdd.methodology'), t('declared.values'), t('declared.validation')]
  return rows.length === 0 ? null : <Grid title={t('declared.renewals')} head={head} rows={rows} />
}

function Documents({ pdd: { documents = [] } }: { readonly pdd: Pdd }) {
  const { t } = useTranslation()
  const head = [t('declared.kind'), t('declared.documentTitle'), t('declared.hash'), t('declared.conclusion')]
  const rows = documents.map(({ kind, title, hash, conclusion }) => [
    kind,
    title,
    <Hash key="h" text={hash} />,
    conclusion,
  ])
  return <Grid title={t('declared.documents')} head={head} rows={rows} />
}

function Grid(props: {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly ReactNode[])[]
}) {
  const { t } = useTranslation()
  const { title, head, rows } = props
  if (rows.length === 0)
    return (
      <p className="caption mb-2">
        {title}: {t('declared.none')}
      </p>
    )
  return (
    <Scroll className="panel mb-3">
      <table className="table">
        <caption className="px-3 pt-2 text-left font-medium">{title}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className="min-w-24 align-top">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

/** A document that this version of the page cannot read is still shown as text below. */
function parsed(yaml: string): Pdd | undefined {
  try {
    return parsePdd(yaml)
  } catch {
    return undefined
  }
}
