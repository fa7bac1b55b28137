import { plainLine } from './header-lines.ts'
import { isRule } from './quote.ts'

/**
 * Lines without a signature at their end: the tags telephones and mail services add, and what follows a line of
 * exactly "-- " (RFC 3676 §4.3) when it is short. A line of "--" alone is a customer's own and stays.
 */
export function withoutSignature(lines: readonly string[]): string[] {
  let kept = withoutTags(lines)
  const delimiter = kept.lastIndexOf('-- ')
  const below = kept.slice(delimiter + 1)
  if (delimiter > 0 && below.length <= 10 && below.join('\n').length <= 600) {
    const above = kept.slice(0, delimiter)
    if (above.some((line) => line.trim() !== '')) kept = withoutTags(above)
  }
  return kept
}

function withoutTags(lines: readonly string[]): string[] {
  let end = lines.length
  while (end > 0 && isTagOrBlank(lines[end - 1] ?? '')) end--
  return lines.slice(0, end)
}

function isTagOrBlank(line: string): boolean {
  const plain = plainLine(line)
  return plain === '' || isRule(line) || (plain.length < 160 && TAG.test(plain))
}

const TAG =
  /^[-–—_]*\s*(?:envoyé (?:de|depuis|à partir de|avec|via) (?:mon|ma|mes|la messagerie|l['’]application|l['’]appli|outlook|yahoo|gmail|proton|orange|bluemail|windows|courrier|un|android|ios|iphone|samsung|sfr|free|laposte|la poste|mail)\b|sent (?:from|with|via|using) (?:my|outlook|yahoo|gmail|proton|mail|the|samsung|an?|iphone|android|bluemail)\b|obtenez outlook|get outlook|télécharge[rz] outlook|télécharger bluemail|provenance\s*:\s*courrier|cordialement,? envoyé de)/i
