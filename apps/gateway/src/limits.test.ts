import { describe, expect, it } from 'vitest'
import { requestHeaders, responseHeaders } from './headers.ts'
import { TokenBuckets } from './token-buckets.ts'

describe('token buckets', () => {
  it('give a burst, then the rate, each key its own', () => {
    const buckets = new TokenBuckets({ perS: 2, burst: 3 })
    for (let request = 0; request < 3; request += 1) buckets.take('a', 0)
    const take = (nowMs: number) => () => buckets.take('a', nowMs)
    expect(take(0)).toThrow(
      expect.objectContaining({ code: 'RATE_EXCEEDED', details: expect.objectContaining({ retryAfterS: 1 }) }),
    )
    expect(() => buckets.take('b', 0)).not.toThrow()
    expect(take(500)).not.toThrow()
    expect(take(500)).toThrow(expect.objectContaining({ status: 429 }))
    expect(take(-10_000)).toThrow(expect.objectContaining({ status: 429 })) // a clock that jumps back gives nothing
  })
})

describe('headers', () => {
  it('drops those of one hop, those about who asks, and those a connection names', () => {
    const inbound = {
      accept: 'a',
      'content-type': 't',
      'if-none-match': 'e',
      traceparent: 'p',
      connection: 'close, X-Secret',
      'x-secret': '1',
      te: 'trailers',
      'transfer-encoding': 'chunked',
      expect: '100-continue',
      host: 'h',
      cookie: 'c',
      authorization: 'Bearer x',
      forwarded: 'for=1',
      'x-forwarded-for': '1',
      'x-tcctv-assertion': 'forged',
      'x-tcctv-anything': '1',
      'x-request-id': '1',
    }
    expect(Object.keys(requestHeaders(inbound))).toEqual(['accept', 'content-type', 'if-none-match', 'traceparent'])
  })

  it('lets cookies back, but nothing of one hop', () => {
    const answer = {
      'set-cookie': ['a=1', 'b=2'],
      'transfer-encoding': 'chunked',
      'keep-alive': 'timeout=5',
      etag: 'e',
    }
    expect(responseHeaders(answer)).toEqual({ 'set-cookie': ['a=1', 'b=2'], etag: 'e' })
  })
})
