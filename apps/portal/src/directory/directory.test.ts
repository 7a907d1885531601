import { describe, expect, it } from 'vitest'
import { WORLD, boxOf, boxText, shifted, zoomOf, zoomed } from './box.ts'
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

  it('counts a level per halving', () => {
    expect(zoomOf(WORLD)).toBe(0)
    expect(zoomOf(zoomed(WORLD, 0.25))).toBe(2)
  })
})

describe('risk waterfall', () => {
  const bars = [
    { feature: 'name', bits: 6, left: 'a', right: 'b' },
    { feature: 'location', bits: null, left: null, right: null },
    { feature: 'capacity', bits: -2.5, left: '12 MW', right: '10 MW' },
  ]

  it('ends at the sum of what is shown', () => {
    const { steps, low, high } = stepsOf({ priorBits: -8, bars })
    expect(steps.at(-1)?.bits).toBe(-8 + 6 - 2.5)
    expect([low, high]).toEqual([-8, 0])
  })

  it('keeps a row for what is unknown', () => {
    const unknown = stepsOf({ priorBits: -8, bars }).steps.find(({ name }) => name === 'location')
    expect(unknown).toMatchObject({ bits: null, from: -2, to: -2 })
  })
})
