/** What a browser says about where a request comes from. */
export type RequestOrigin = {
  readonly method: string
  readonly origin: string | undefined
  readonly secFetchSite: string | undefined
  /** Host the browser called, with its port. */
  readonly host: string
}

/**
 * Whether a request that carries a session cookie must be refused: an unsafe method without proof that a page of the
 * same host made it. Browsers send `Sec-Fetch-Site` or `Origin` with every unsafe request; a request with neither is
 * refused too.
 */
export function isCrossSite({ method, origin, secFetchSite, host }: RequestOrigin): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return false
  if (origin !== undefined) return !URL.canParse(origin) || new URL(origin).host !== host
  return secFetchSite !== 'same-origin'
}
