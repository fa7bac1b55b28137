import type { Problem } from '../../core/kernel/problem.ts'
import { SellerMayAnswer, SellerNotSilent } from '../../core/seller/answer-deadline.ts'
import { SellerSanctioned } from '../../core/seller/sanction.ts'
import { dayAndTime } from '../../core/wording/dates.ts'
import { type Html, html } from '../http/html.ts'
import type { MemberVisit } from '../http/route.ts'
import { SELLER_DESK_WORDS } from '../wording/seller-desk-words.ts'

/** Returns why a verdict on a seller was refused, in words for the member; undefined for other problems. */
export function sellerRefusal(problem: Problem, visit: MemberVisit): Html | string | undefined {
  const words = SELLER_DESK_WORDS[visit.wording.language].refusals
  if (problem instanceof SellerMayAnswer) return mayAnswerSentence(visit, problem.until)
  if (problem instanceof SellerNotSilent) return words.notSilent
  if (!(problem instanceof SellerSanctioned)) return undefined
  const { state, reference } = problem
  return html`${words[state]}${
    reference !== null &&
    html` ${words.ticket} <a class="reference" href="/desk/tickets/${reference}">${reference}</a>.`
  }`
}

/** Returns the sentence that a seller may still answer, and until when; null: the question has not left. */
export function mayAnswerSentence({ wording, now }: MemberVisit, until: Date | null): string {
  const words = SELLER_DESK_WORDS[wording.language].refusals
  return until ? words.mayAnswer(dayAndTime(wording.language, until, now)) : words.notLeft
}
