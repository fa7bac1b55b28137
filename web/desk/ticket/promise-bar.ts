import type { OwedPromise } from '../../../core/policy/policy-times.ts'
import { promiseProgress } from '../../../core/promise/promise.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { type Html, html } from '../../http/html.ts'
import type { Visit } from '../../http/route.ts'
import { shortDuration } from '../../wording/time-format.ts'

/**
 * A promise as a slim bar that fills as time runs, with the remaining time in words: the words say late or not, the
 * colour only repeats it.
 */
export function promiseBar(
  { wording, now }: Pick<Visit, 'wording' | 'now'>,
  promise: OwedPromise,
  firstContactAt: Date,
): Html {
  const { part, state } = promiseProgress(promise.dueAt, firstContactAt, now)
  return html`<div class="promise promise-${state}">
    <progress class="promise-bar" max="100" value="${Math.round(part * 100)}" aria-hidden="true"></progress>
    <time class="promise-words" datetime="${promise.dueAt.toISOString()}" title="${dayAndTime(wording.language, promise.dueAt, now)}">${promiseWords({ wording, now }, promise)}</time>
  </div>`
}

/** `conclusions dans 5 h`, `conclusions : 2 h de retard`. */
function promiseWords(
  { wording, now }: Pick<Visit, 'wording' | 'now'>,
  { kind, dueAt }: OwedPromise,
): string {
  const left = dueAt.getTime() - now.getTime()
  const what = wording.promises[kind]
  return left >= 0
    ? wording.promise.dueIn(what, shortDuration(wording, left))
    : wording.promise.late(what, shortDuration(wording, -left))
}
