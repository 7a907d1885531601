import { expect, it } from 'vitest'
import { rpcLink } from './rpc-link.ts'

it('a link asks what a request by hand would ask', () => {
  const { pathname, searchParams } = new URL(rpcLink('a b', 'eth_getBlockByNumber', ['0x10', true]), 'http://x')
  expect(pathname).toBe('/api/projects/a%20b/rpc')
  expect([searchParams.get('method'), searchParams.get('params')]).toEqual(['eth_getBlockByNumber', '["0x10",true]'])
})
