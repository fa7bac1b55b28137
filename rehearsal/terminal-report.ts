import { bar, ENDINGS, keptShareText, lateness } from './bar-chart.ts'
import type { RehearsalFigures, Tally } from './rehearsal-figures.ts'

/** Returns the figures as text for a terminal. */
export function terminalReport(figures: RehearsalFigures): string {
  const { matters, satisfaction, staffing, times } = figures
  const hours = Object.entries(times).map(([kind, due]) => `${kind} ${Number(due.toFixed(2))}`)
  const mails = figures.mails.map(({ name, sent }) => `${sent} ${name}`)
  return [
    `${figures.tickets} matters in ${figures.days} days, seed ${figures.seed}`,
    `times     ${hours.join(', ')} (hours after the first contact)`,
    `staff     ${staffing['customer-service']} in customer service, ${staffing.resolution} in resolution, ${staffing['customer-experience']} in customer experience`,
    `tickets   ${matters.opened} opened, ${matters.quarantined} spam, ${matters.setAside} set aside, ${matters.resolved} resolved, ${matters.open} open at the end, ${matters.reopened} reopened`,
    `resolved  ${matters.atFirstLevel} by the first team, ${matters.atResolution} by resolution, ${matters.atCustomerExperience} by customer experience; half within ${matters.medianHours ?? '–'} h, the slowest in ${matters.slowestHours ?? '–'} h`,
    `satisfied ${satisfaction.mean ?? '–'} of 5, ${satisfaction.rated} answers to ${satisfaction.asked} questions`,
    `mails     ${mails.join(', ')}`,
    '',
    ENDINGS.map(({ sign, label }) => `${sign} ${label}`).join('   '),
    ...table('promise', figures.promises),
    ...table('category', figures.categories),
    ...table('team that had it last', figures.teams),
    '',
  ].join('\n')
}

const NAME = 24

function table(title: string, tallies: readonly Tally[]): string[] {
  const nonEmpty = tallies.filter((tally) => ENDINGS.some(({ key }) => tally[key] > 0))
  const head = `${title.padEnd(NAME)}${' '.repeat(41)}${columns('kept', 'broken', 'of those due', 'median late', 'worst')}`
  return ['', head, ...nonEmpty.map(tallyLine)]
}

function tallyLine(tally: Tally): string {
  const figures = columns(
    String(tally.kept),
    String(tally.broken),
    keptShareText(tally),
    lateness(tally.medianLate),
    lateness(tally.worstLate),
  )
  return `${tally.name.padEnd(NAME)}${bar(tally)} ${figures}`
}

function columns(...texts: readonly string[]): string {
  return texts.map((text, index) => text.padStart(index < 2 ? 8 : 14)).join('')
}
