import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeProject } from './describe-project.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

it('describes the example project as its documents do', () => {
  const pdd = read('examples/nrel50/pdd.yaml')
  const methodology = read('methodologies/acm0002-solar.yaml')
  expect(describeProject({ title: 'Photovoltaic plant', pdd, methodology })).toMatchObject({
    name: 'Photovoltaic plant',
    countries: ['US'],
    developers: ['Example Solar Ltd'],
    methods: ['CDM ACM0002 / AMS-I.D'],
    creditingFrom: '2011-04-15',
    creditingTo: '2013-12-31',
    point: { latitude: 39.7406, longitude: -105.1775 },
    capacityMw: 3.5,
    assets: [{ kind: 'meter', number: 'EX-0001' }],
  })
})
