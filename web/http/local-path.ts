/**
 * Returns a path within the desk to redirect to. Anything else, such as another site or a path out of the desk, becomes
 * the desk itself.
 */
export function localPath(path: string | undefined): string {
  if (path === undefined || !/^\/desk(?:[/?][\w/?=&%.~-]*)?$/.test(path)) return '/desk'
  const [place = ''] = path.split('?')
  return DOT_SEGMENT.test(place) ? '/desk' : path
}

// Browsers treat escaped dots as dots.
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i
