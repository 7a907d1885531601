const ends = new WeakMap<object, number>()

/**
 * Until when the calls of an EVM may run, in milliseconds of `performance.now()`; undefined for no end. Its loop looks every
 * 1,024 instructions and at the begin of each call within; a precompiled contract that runs is not stopped. What is late ends as if
 * its gas were used up, so that every call within is undone as usual: whoever set the limit compares the clock.
 */
export function limitTime(evm: object, endMs: number | undefined): void {
  if (endMs === undefined) ends.delete(evm)
  else ends.set(evm, endMs)
}

export function isLate(evm: object): boolean {
  const endMs = ends.get(evm)
  return endMs !== undefined && performance.now() > endMs
}
