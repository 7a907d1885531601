/**
 * Address of a question to the chain's JSON-RPC interface that only reads; it gives the raw answer.
 *
 * @example rpcLink('pv', 'eth_blockNumber', []) // '/api/projects/pv/rpc?method=eth_blockNumber&params=%5B%5D'
 */
export function rpcLink(slug: string, method: string, params: readonly unknown[]): string {
  const query = new URLSearchParams({ method, params: JSON.stringify(params) })
  return `/api/projects/${encodeURIComponent(slug)}/rpc?${query}`
}
