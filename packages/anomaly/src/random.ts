/** A seeded source of numbers in [0, 1): xoshiro128** (Blackman and Vigna), seeded by splitmix32. */
export type Random = () => number

/**
 * The generator of a seed; the same numbers on every engine, because it works on 32-bit integers only.
 *
 * @example randomFrom(1n)() // the same number each time
 */
export function randomFrom(seed: bigint): Random {
  const state = seedWords(seed)
  return () => {
    const [a = 0, b = 0, c = 0, d = 0] = state
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const carried = b << 9
    const third = c ^ a
    const fourth = d ^ b
    state[1] = b ^ third
    state[0] = a ^ fourth
    state[2] = third ^ carried
    state[3] = rotate(fourth, 11)
    return scrambled / 4_294_967_296
  }
}

function seedWords(seed: bigint): Uint32Array {
  let word = Number(BigInt.asUintN(32, seed ^ (seed >> 32n)))
  return Uint32Array.from({ length: 4 }, () => {
    word = (word + 0x9e_37_79_b9) >>> 0
    let mixed = Math.imul(word ^ (word >>> 16), 0x21_f0_aa_ad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x73_5a_2d_97)
    return mixed ^ (mixed >>> 15)
  })
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
