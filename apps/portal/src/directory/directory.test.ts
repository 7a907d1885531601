import { describe, expect, it } from 'vitest'
import { WORLD, boxOf, boxText, shaped, shifted, zoomOf, zoomed } from './box.ts'
import { stepsOf } from './waterfall-steps.ts'

describe('map view', () => {
  it('comes back from its text', () => {
    const box = { west: -10.5, south: 40, east: 5, north: 60 }
    expect(boxOf(boxText(box))).toEqual(box)
    expect(boxOf(undefined)).toEqual(WORLD)
    expect(boxOf('nonsense')).toEqual(WORLD)
  })

  it('stays inside the world when it moves and zooms', () => {
    expect(shifted(WORLD, 1, 1)).toEqual(WORLD)
    expect(zoomed(WORLD, 2)).toEqual(WORLD)
    const near = shifted(zoomed(WORLD, 0.25), 9, 9)
    expect([near.east, near.north]).toEqual([WORLD.east, WORLD.north])
  })

  it.each([
    ['a tall area', { west: -53, south: -21, east: -43, north: -9 }],
    ['a wide area', { west: -100, south: 10, east: 100, north: 12 }],
    ['an area at the edge', { west: 170, south: 60, east: 180, north: 84 }],
  ])('draws %s in the shape of the world', (_, box) => {
    const view = shaped(box)
    expect((view.east - view.west) / (view.north - view.south)).toBeCloseTo(360 / 142, 9)
    expect([view.west <= box.west, view.south <= box.south]).toEqual([true, true])
    expect([view.east >= box.east, view.north >= box.north]).toEqual([true, true])
  })

  it('counts a level per halving', () => {
    expect(zoomOf(WORLD)).toBe(0)
    expect(zoomOf(zoomed(WORLD, 0.25))).toBe(2)
  })
})

describe('risk waterfall', () => {
  const reason = { feature: 'name', title: 'Name', bits: 6, level: '.9', isKnown: true, left: 'a', right: 'b' }
  const evidence = [
    reason,
    { ...reason, feature: 'loc', title: 'Location', bits: 0, isKnown: false, left: '', right: '' },
    { ...reason, feature: 'mw', title: 'Capacity', bits: -2.5, left: '12 MW', right: '10 MW' },
  ]

  it('ends at the sum of what is shown', () => {
    const { steps, low, high } = stepsOf({ evidence, bits: { prior: -8, name: 6, mw: -2.5, rival: -1 } })
    expect(steps.at(-1)).toMatchObject({ kind: 'sum', bits: -8 + 6 - 2.5 - 1 })
    expect(steps.filter(({ kind }) => kind !== 'sum').reduce((sum, { bits }) => sum + bits, 0)).toBe(-5.5)
    expect([low, high]).toEqual([-8, 0])
  })

  it('keeps a row for what is unknown and leaves a missing rival out', () => {
    const { steps } = stepsOf({ evidence, bits: { prior: -8 } })
    expect(steps.find(({ name }) => name === 'Location')).toMatchObject({ isKnown: false, from: -2, to: -2 })
    expect(steps.some(({ kind }) => kind === 'rival')).toBe(false)
  })
})
