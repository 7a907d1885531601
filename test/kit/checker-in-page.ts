import { verifyBlockState, verifyInclusion, verifySpan, verifyStateProof } from '../../packages/proof/src/index.ts'

const checker = { verifyBlockState, verifyInclusion, verifySpan, verifyStateProof }

declare global {
  /** What a test calls in a page that this file is the script of. */
  // oxlint-disable-next-line no-var -- the only form of a global that types know
  var checker: {
    readonly verifyBlockState: typeof verifyBlockState
    readonly verifyInclusion: typeof verifyInclusion
    readonly verifySpan: typeof verifySpan
    readonly verifyStateProof: typeof verifyStateProof
  }
}

Object.assign(globalThis, { checker })
