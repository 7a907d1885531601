import { Link, useNavigate } from '@tanstack/react-router'
import { geoEquirectangular, geoPath, type GeoProjection } from 'd3-geo'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { MapReply } from '../api-types.ts'
import { formatCount } from '../format.ts'
import { Loaded } from '../parts/states.tsx'
import { useWidth } from '../parts/use-width.ts'
import type { DirectorySearch } from '../search-params.ts'
import { useApi } from '../use-api.ts'
import { WORLD, boxOf, boxText, shaped, shifted, zoomOf, zoomed, type Box } from './box.ts'
import { useCountryName } from './country-name.ts'
import { Notice } from './notice.tsx'
import { RISK_LEVELS, RiskShape, RiskWord } from './risk-word.tsx'
import { countryShapes } from './country-shapes.ts'

type Point = MapReply['points'][number]
type Cluster = MapReply['clusters'][number]

/** Positions only: a project known by its country alone is counted below the map, never drawn as a point. */
export function MapView({ search }: { readonly search: DirectorySearch }) {
  const { t } = useTranslation()
  const box = shaped(boxOf(search.bbox))
  const { view: _view, ...query } = search
  const map = useApi(api.map({ ...query, bbox: boxText(box), zoom: zoomOf(box) }))
  return (
    <>
      <MapButtons box={box} />
      <Loaded query={map} height={400}>
        {(found) => (
          <>
            <Notice text={found.notice} />
            <p className="caption mb-2 flex flex-wrap gap-x-4">
              {t('directory.risk')}:
              {RISK_LEVELS.map((level) => (
                <RiskWord key={level} level={level} />
              ))}
            </p>
            <MapOf map={found} box={box} />
            <p className="caption mt-2">
              {t('directory.mapSummary', {
                points: formatCount(found.total),
                without: formatCount(found.withoutPoint.total),
              })}{' '}
              {t('directory.mapArea')}
            </p>
            <WithoutPoint rows={found.withoutPoint.countries} />
          </>
        )}
      </Loaded>
    </>
  )
}

function MapOf({ map, box }: { readonly map: MapReply; readonly box: Box }) {
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const width = useWidth(host)
  const scale = width / (box.east - box.west)
  const height = Math.round((box.north - box.south) * scale)
  const projection = geoEquirectangular()
    .scale((scale * 180) / Math.PI)
    .center([0, 0])
    .translate([-box.west * scale, box.north * scale])
    .clipExtent([
      [-5, -5],
      [width + 5, height + 5],
    ])
  const path = geoPath(projection)
  return (
    <div ref={host} className="panel overflow-hidden" style={{ minHeight: 160 }}>
      {width > 0 && (
        <svg width={width} height={height} role="group" aria-label={t('directory.map')} className="block">
          <path
            d={path(countryShapes) ?? ''}
            fill="var(--line)"
            stroke="var(--surface)"
            strokeWidth=".5"
            aria-hidden="true"
          />
          {map.clusters.map((cluster) => (
            <ClusterOf key={`${cluster.longitude}/${cluster.latitude}`} cluster={cluster} projection={projection} />
          ))}
          {map.points.map((point) => (
            <PointOf key={`${point.registry}/${point.registryProjectId}`} point={point} projection={projection} />
          ))}
        </svg>
      )}
    </div>
  )
}

function PointOf({ point, projection }: { readonly point: Point; readonly projection: GeoProjection }) {
  const [x, y] = projection([point.longitude, point.latitude]) ?? [-99, -99]
  const { t } = useTranslation()
  const { registry, registryProjectId: id, name, level } = point
  return (
    <Link
      to="/directory/$registry/$id"
      params={{ registry, id }}
      aria-label={`${name}: ${t('directory.risk')} ${t(`risk.${level}`)}`}
    >
      <circle cx={x} cy={y} r={12} fill="transparent" />
      <title>{`${name}: ${t(`risk.${level}`)}`}</title>
      <RiskShape level={level} x={x} y={y} />
    </Link>
  )
}

/** A circle with its count; opening it shows its own box, with some air. */
function ClusterOf({ cluster, projection }: { readonly cluster: Cluster; readonly projection: GeoProjection }) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/directory' })
  const { count, box } = cluster
  const [x, y] = projection([cluster.longitude, cluster.latitude]) ?? [-99, -99]
  const radius = Math.min(24, 12 + Math.log10(count) * 4)
  const open = () => void navigate({ search: (old) => ({ ...old, bbox: boxText(zoomed(box, 1.3)) }) })
  return (
    <g
      role="button"
      tabIndex={0}
      aria-label={t('directory.cluster', { count })}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') open()
      }}
    >
      <circle cx={x} cy={y} r={radius} fill="var(--data)" stroke="var(--surface)" strokeWidth={1.5} />
      <text x={x} y={y + 4} textAnchor="middle" fontSize={11} fontWeight={600} fill="var(--surface)">
        {count}
      </text>
    </g>
  )
}

function MapButtons({ box }: { readonly box: Box }) {
  const { t } = useTranslation()
  const to = (next: Box, text: string, sign: string) => (
    <Link
      key={text}
      from="/directory"
      to="."
      search={(old) => ({ ...old, bbox: boxText(next) })}
      className="button"
      aria-label={text}
      title={text}
    >
      {sign}
    </Link>
  )
  return (
    <div className="mb-2 flex flex-wrap gap-1">
      {to(zoomed(box, 0.5), t('directory.zoomIn'), '+')}
      {to(zoomed(box, 2), t('directory.zoomOut'), '−')}
      {to(shifted(box, -0.3, 0), t('directory.west'), 'W')}
      {to(shifted(box, 0.3, 0), t('directory.east'), 'E')}
      {to(shifted(box, 0, 0.3), t('directory.north'), 'N')}
      {to(shifted(box, 0, -0.3), t('directory.south'), 'S')}
      {to(WORLD, t('directory.clearArea'), t('directory.clearArea'))}
    </div>
  )
}

function WithoutPoint({ rows }: { readonly rows: MapReply['withoutPoint']['countries'] }) {
  const { t } = useTranslation()
  const countryName = useCountryName()
  if (rows.length === 0) return null
  return (
    <details className="mt-3">
      <summary>{t('directory.withoutPoint')}</summary>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {rows.map(({ country, count }) => (
          <li key={country}>
            <Link from="/directory" to="." search={(old) => ({ ...old, view: 'list' as const, country })}>
              {countryName(country)}
            </Link>{' '}
            {formatCount(count)}
          </li>
        ))}
      </ul>
    </details>
  )
}
