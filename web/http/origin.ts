/**
 * True when a POST may come from where it says (Fetch Metadata, Origin). A page that tells no referrer sends
 * `Origin: null`; that is let through only where the URL itself is the secret. A request that says nothing at all is
 * no browser's, and nobody's browser can be abused to send it.
 */
export function comesFromOurPages(
  headers: { site: string | undefined; origin: string | undefined; host: string | undefined },
  publicUrl: string,
  { secretUrl = false }: { secretUrl?: boolean } = {},
): boolean {
  const { site, origin, host } = headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (origin === undefined) return true
  if (origin === 'null') return secretUrl || site === 'same-origin'
  return origin === new URL(publicUrl).origin || hostOf(origin) === host
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}
