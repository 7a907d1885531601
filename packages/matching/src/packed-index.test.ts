import { generateFixture } from '@tcctv/registries'
import { describe, expect, it } from 'vitest'
import { summariseAll } from './assess-project.ts'
import { NO_DECISIONS } from './decisions.ts'
import { makeMatchIndex } from './match-index.ts'
import { packPairs, unpackIndex } from './packed-index.ts'

const { projects } = generateFixture({ seed: 5, count: 120 })
const index = makeMatchIndex(projects)
const packed = packPairs(index)

describe('packed pairs', () => {
  it('open as the index they were made of, whatever the order of projects', () => {
    const opened = unpackIndex(projects.toReversed(), NO_DECISIONS, packed)
    expect(opened?.pairs).toEqual(index.pairs)
    expect(opened === undefined ? undefined : summariseAll(opened)).toEqual(summariseAll(index))
  })

  it('are refused for another number of projects, and when they are cut off', () => {
    expect(unpackIndex(projects.slice(1), NO_DECISIONS, packed)).toBeUndefined()
    expect(unpackIndex(projects, NO_DECISIONS, packed.subarray(0, 2))).toBeUndefined()
  })
})
