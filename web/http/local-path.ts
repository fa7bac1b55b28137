/** A path within the desk to go on to; anything else (another site, above all, or a way out of the desk) is the desk itself. */
export function localPath(path: string | undefined): string {
  if (path === undefined || !/^\/desk(?:[/?][\w/?=&%.~-]*)?$/.test(path)) return '/desk'
  const [place = ''] = path.split('?')
  return DOT_SEGMENT.test(place) ? '/desk' : path
}

// Browsers take escaped dots for dots.
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i
