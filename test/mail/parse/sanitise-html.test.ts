import { describe, expect, it } from 'vitest'
import { sanitiseHtml } from '../../../mail/parse/sanitise-html.ts'

const clean = (html: string) => sanitiseHtml(html).html

describe('HTML from outside (case 29)', () => {
  it.each([
    ['<script>alert(1)</script>Bonjour', 'Bonjour'],
    ['<p onclick="alert(1)" onmouseover=alert(2)>Bonjour</p>', '<p>Bonjour</p>'],
    ['<style>p{position:fixed}</style><p>Bonjour</p>', '<p>Bonjour</p>'],
    ['<iframe src="https://x.example"></iframe>Bonjour', 'Bonjour'],
    ['<form action="https://x.example"><input name=a><button>Oui</button></form>', 'Oui'],
    ['<svg><script>alert(1)</script><a xlink:href="javascript:1">x</a></svg>Bonjour', 'Bonjour'],
    ['<math><mtext><script>alert(1)</script></mtext></math>Bonjour', 'Bonjour'],
    ['<object data="x.swf"></object><embed src="x.swf">Bonjour', 'Bonjour'],
    [
      '<base href="https://x.example"><link rel=stylesheet href="x.css"><meta http-equiv=refresh content=0>Bonjour',
      'Bonjour',
    ],
    ['<!--[if mso]><script>1</script><![endif]-->Bonjour', 'Bonjour'],
    ['<p style="position:fixed;top:0;background:url(https://x.example/p.gif)">Bonjour</p>', '<p>Bonjour</p>'],
    ['<p style="color:red;width:expression(alert(1))">Bonjour</p>', '<p style="color:red">Bonjour</p>'],
    ['<p class="desk-button" id="send">Bonjour</p>', '<p>Bonjour</p>'],
    ['<td background="https://x.example/p.gif">Bonjour</td>', '<td>Bonjour</td>'],
    ['<video src="https://x.example/v"></video><audio src="x"></audio>Bonjour', 'Bonjour'],
  ])('%s becomes %s', (html, safe) => {
    expect(clean(html)).toBe(safe)
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    '&#106;avascript:alert(1)',
    ' javascript:alert(1)',
    'vbscript:x',
    'data:text/html,<script>1</script>',
    'file:///etc/passwd',
    '//x.example/page',
  ])('has no link to %s', (address) => {
    expect(clean(`<a href="${address}">lien</a>`)).not.toMatch(/href/)
  })

  it('opens links apart, without telling where they were', () => {
    expect(clean('<a href="https://x.example" target="_top" rel="opener">lien</a>')).toBe(
      '<a href="https://x.example" target="_blank" rel="noopener noreferrer nofollow">lien</a>',
    )
  })

  it('loads nothing: a remote image keeps its address aside', () => {
    expect(
      clean('<img src="https://x.example/p.gif?who=claire" alt="Photo" srcset="https://x.example/2.gif 2x">'),
    ).toBe('<img alt="Photo" data-remote-src="https://x.example/p.gif?who=claire" />')
  })

  it('shows images that were sent along, and no others', () => {
    expect(clean('<img src="cid:photo@1">')).toBe('<img src="cid:photo@1" />')
    expect(clean('<img src="CID:photo@1">')).toBe('<img src="cid:photo@1" />')
    for (const src of [
      'data:image/png;base64,AAAA',
      'file:///c:/x.png',
      '/desk/logout',
      '//x.example/p.gif',
    ]) {
      expect(clean(`<img src="${src}" data-remote-src="javascript:1">`)).toBe('<img />')
    }
  })

  it('keeps what makes a letter readable', () => {
    const letter =
      '<h2>Commande</h2><p>Bonjour <b>madame</b><br />ligne</p><ul><li>un</li></ul><table><tbody><tr><td colspan="2">x</td></tr></tbody></table><blockquote>cité</blockquote>'
    expect(clean(letter)).toBe(letter)
  })

  it('that is too long is cut outside a tag, and says so', () => {
    const { html, shortened } = sanitiseHtml(
      `${'a'.repeat(599_990)}<a href="https://x.example" title="suite">lien</a>`,
    )
    expect(shortened).toBe(true)
    expect(html).toBe('a'.repeat(599_990))
  })
})
