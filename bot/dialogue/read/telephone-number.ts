const GAP = String.raw`[\s.\-/\u00a0\u202f]{0,3}`
// Ten digits from 01 to 09, however grouped; or the same behind +33, 0033, "+33 (0)".
const FRENCH = new RegExp(
  String.raw`(?<![\d+])(?:(?:\+|00)${GAP}33${GAP}(?:\(0\)${GAP}|0${GAP})?|0)([1-9])${GAP}(\d\d)${GAP}(\d\d)${GAP}(\d\d)${GAP}(\d\d)(?!\d)`,
  'u',
)
const FOREIGN = /(?<![\d+])(?:\+|00(?!0))((?:[1-9])(?:[\s.\-/\u00a0]{0,2}(?:\(0\))?\d){7,13})(?!\d)/u

/** The first telephone number in a text: French ones as 06 12 34 56 78, others with their +; null when there is none. */
export function readTelephone(text: string): string | null {
  const said = text.slice(0, 5_000)
  const french = FRENCH.exec(said)
  if (french) return `0${french[1]} ${french.slice(2, 6).join(' ')}`
  const foreign = FOREIGN.exec(said)?.[1]
  return foreign ? `+${foreign.replace(/\(0\)|\D/g, '')}` : null
}
