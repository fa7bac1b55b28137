/** True for the subject an absence notice or other automatic answer begins with, in French, English and German. */
export function automaticSubject(subject: string): boolean {
  return AUTOMATIC.test(withoutPrefix(subject))
}

/** True for the subject a mail server gives to a mail it returns. */
export function bounceSubject(subject: string): boolean {
  return BOUNCE.test(withoutPrefix(subject))
}

/** True for the subject of a machine's report to the owner of a domain or a list. */
export function reportSubject(subject: string): boolean {
  return REPORT.test(withoutPrefix(subject))
}

// Only what a customer would not begin a complaint with: "Absence de réponse du vendeur" is a person's.
const AUTOMATIC = new RegExp(
  `^(?:${[
    'r[ée]ponse automatique',
    '(message|r[ée]pondeur) automatique',
    'accus[ée] de r[ée]ception automatique',
    "(notification|message|avis) d['’ ]? ?absence",
    '(actuellement )?absen(ce|te?) du (bureau|cabinet|service)',
    'absence ?: ?(re|r[ée]) ?:',
    'hors du bureau',
    "(i am |i[’']m )?(currently )?out[- ]of[- ](the )?office",
    'auto(matic|mated)?[- _]?(reply|response|answer)\\b',
    '\\[?auto(matic)?[- ]?reply\\]?',
    '(automatische (antwort|reply)|abwesenheits(notiz|nachricht|assistent))',
    '(vacation|annual leave|holiday) (reply|notice|response|message)',
    '(risposta|respuesta) autom[aá]tica',
    'away from (the |my )?(office|desk|mail)',
    // Lotus Notes puts the person's name first.
    'auto ?: ?.{2,60} (est absent|is (currently )?out of )',
    '.{2,60} (est absente?(\\(e\\))? du bureau|is (currently )?out of (the )?office)',
  ].join('|')})`,
  'i',
)

const BOUNCE = new RegExp(
  `^(?:${[
    'undeliver(able|ed)',
    'undelivered mail returned to sender',
    'returned (mail|to sender)',
    'mail (delivery )?(failed|failure|system error)',
    'delivery (status notification|failure|has failed|failed|report|incomplete|delayed|status)',
    'message delivery (failure|failed)',
    'failure notice',
    'failed delivery',
    'warning: (message|could not send|could not be delivered)',
    '(e-?mail|message) (delivery|non remis|non distribu[ée]|not delivered|returned|refus[ée])',
    'non[- ]?(remis|distribu[ée]|d[ée]livr[ée])\\s*:',
    "[ée]chec (de (la )?(remise|distribution|livraison|l[’']envoi)|d[’']envoi)",
    "notification (d[’'][ée]tat de remise|de non[- ]remise|de non[- ]distribution)",
    '(avis|rapport) de non[- ](remise|distribution)',
    'retour (de votre|du) (message|courriel|mail)',
    "votre message n[’']a pas (pu )?[êe]tre? (remis|distribu[ée]|d[ée]livr[ée])",
    'unzustellbar',
    'could not send message',
    'nondeliverable mail',
    '系统退信',
    '退信',
  ].join('|')})`,
  'i',
)

const REPORT =
  /^(?:report domain:|\[?dmarc\]? (aggregate )?report|abuse report|complaint about (message|email) from|feedback loop|fbl report|read receipt|accusé de lecture|opt[- ]?out (request|notification)|spam complaint)/i

function withoutPrefix(subject: string): string {
  return subject
    .replace(/^(?:\s*(?:\[[^\]]{1,40}\]|(?:re|r[ée]f?|aw|sv|rép)\s*(?:\[\d+\])?\s*:))+\s*/i, '')
    .trim()
    .replace(/^["'«]\s*/, '')
}
