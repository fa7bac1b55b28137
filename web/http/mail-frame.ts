import { html, trusted } from './html.ts'
import type { RouteResponse } from './response.ts'

type InlineImages = ReadonlyMap<string, { type: string; content: Uint8Array }>

/**
 * Returns sanitised mail as a document of its own, for a sandboxed frame. Pictures sent along are inlined as data,
 * because a frame without an origin sends no cookie to fetch them. Remote pictures are loaded only on request.
 */
export function mailFrame(
  sanitised: string,
  { images, remoteImages }: { images: InlineImages; remoteImages: boolean },
): RouteResponse {
  const withImages = sanitised.replace(SOURCE, (whole, attribute: string, address: string) => {
    if (attribute === 'data-remote-src') return remoteImages ? `src="${address}"` : whole
    const image = images.get(decoded(address.slice('cid:'.length)))
    return image
      ? `src="data:${image.type};base64,${Buffer.from(image.content).toString('base64')}"`
      : 'alt=""'
  })
  return {
    kind: 'mail',
    remoteImages,
    body: html`<!doctype html>
<html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><style>${trusted(STYLE)}</style></head>
<body>${trusted(withImages)}</body></html>
`,
  }
}

// The sanitiser always quotes attributes and escapes quotes within them.
const SOURCE = /\b(src|data-remote-src)="((?:cid:|https?:\/\/)[^"]*)"/gi

// Mails are written for a white background, whatever the reader's own colours.
const STYLE =
  'body{margin:16px;background:#fff;color:#1c1b19;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #ccc}'

function decoded(address: string): string {
  try {
    return decodeURIComponent(address.replaceAll('&amp;', '&'))
  } catch {
    return address
  }
}
