import { describe, expect, it } from 'vitest'
import { recentCrashes, restartDelayMs } from './backoff.ts'
import { projectPaths } from './project-paths.ts'

describe('restart', () => {
  it.each([
    [1, 0, 500],
    [2, 0, 1000],
    [3, 0, 2000],
    [4, 1, 5000],
    [5, 0, null],
    [9, 0, null],
  ])('after %i crashes with jitter %d waits %s ms', (crashes, random, expected) => {
    expect(restartDelayMs(crashes, random)).toBe(expected)
  })

  it('forgets crashes after five minutes', () => {
    expect(recentCrashes([0, 1, 200_000], 300_000)).toEqual([1, 200_000])
  })
})

describe('project paths', () => {
  it('moves the socket when its path would be too long', () => {
    expect(projectPaths('/d', 'pv').socket).toBe('/d/run/project-pv.sock')
    const { socket } = projectPaths(`/${'long/'.repeat(30)}`, 'pv')
    expect(socket).toMatch(/tcctv-[0-9a-f]{12}\/project-pv\.sock$/)
    expect(socket.length).toBeLessThan(104)
  })
})
