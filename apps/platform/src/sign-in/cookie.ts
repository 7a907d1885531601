/** Cookie of a session. The `__Host-` name binds it to this host, which browsers accept only over TLS. */
const NAME = 'tcctv_session'
const SECURE_NAME = `__Host-${NAME}`

export function sessionCookie(id: string, isSecure: boolean, maxAgeS: number): string {
  const attributes = `HttpOnly; SameSite=Lax; Path=/; Max-Age=${maxAgeS}`
  return isSecure ? `${SECURE_NAME}=${id}; ${attributes}; Secure` : `${NAME}=${id}; ${attributes}`
}

/** Session id in a `Cookie` header. */
export function sessionIdOf(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='))
  const named = (name: string) => pairs.find(([found]) => found === name)?.[1]
  return named(SECURE_NAME) ?? named(NAME)
}
