import { feature } from 'topojson-client'
import type { FeatureCollection } from 'geojson'
import type { GeometryCollection, Topology } from 'topojson-specification'
import atlas from 'world-atlas/countries-110m.json'

// The file is the package's own, of this shape; JSON modules are typed by their first lines only.
const topology = atlas as unknown as Topology<{ countries: GeometryCollection }>

/** Outlines of countries for orientation. Boundaries are those of Natural Earth and say nothing else. */
export const countryShapes: FeatureCollection = feature(topology, topology.objects.countries)
