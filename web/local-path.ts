/** A path within the desk to go on to; anything else (another site, above all) is the desk itself. */
export function localPath(path: string | undefined): string {
  return path !== undefined && /^\/desk(?:[/?][\w/?=&%.~-]*)?$/.test(path) ? path : '/desk'
}
