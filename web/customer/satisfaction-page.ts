import { reopenDissatisfied } from '../../core/intake/dissatisfaction.ts'
import { Problem } from '../../core/kernel/problem.ts'
import type { Language } from '../../core/policy/language.ts'
import { SCORES } from '../../core/policy/satisfaction-score.ts'
import {
  addSatisfactionComment,
  DISSATISFIED,
  LONGEST_COMMENT,
  rateSatisfaction,
  type SatisfactionView,
  viewSatisfaction,
} from '../../core/satisfaction/satisfaction.ts'
import { isScore } from '../../core/satisfaction/satisfaction-link.ts'
import { type SatisfactionWords, satisfactionWords } from '../../core/wording/satisfaction.ts'
import { wordingIn as customerWordingIn } from '../../core/wording/wording.ts'
import { type Html, html } from '../http/html.ts'
import { page, type RouteResponse } from '../http/response.ts'
import { ANYONE, type OpenRoute, type Visit } from '../http/route.ts'
import { pageWordingIn } from '../wording/page-wording.ts'
import { customerPage } from './customer-page.ts'

const FACTS = { allow: ANYONE, secretUrl: true } as const

/**
 * The page where customers rate their satisfaction, opened by the signed link of their mail. Viewing it changes
 * nothing.
 */
export const SATISFACTION_ROUTES: readonly OpenRoute[] = [
  {
    ...FACTS,
    method: 'GET',
    url: '/s/:token',
    limit: 'publicPage',
    handle: (visit) => withLink(visit, show),
  },
  {
    ...FACTS,
    method: 'POST',
    url: '/s/:token',
    limit: 'publicPost',
    handle: (visit) => withLink(visit, vote),
  },
  {
    ...FACTS,
    method: 'POST',
    url: '/s/:token/comment',
    limit: 'publicPost',
    handle: (visit) => withLink(visit, comment),
  },
  {
    ...FACTS,
    method: 'POST',
    url: '/s/:token/reopen',
    limit: 'publicPost',
    handle: (visit) => withLink(visit, reopen),
  },
]

async function show(visit: Visit, refused?: RefusedSatisfaction): Promise<RouteResponse> {
  const view = await viewSatisfaction(visit.core, tokenOf(visit))
  const language = languageOf(visit, view.language)
  const words = satisfactionWords(language)
  const { title, body } =
    view.state === 'open'
      ? {
          title: words.question,
          body: questionForm(
            askedForm(visit, words, language, refused),
            visit.form.score ?? visit.query.score,
          ),
        }
      : view.state === 'answered'
        ? ratedBody(visit, view, words, language, refused)
        : { title: words.page.closed.title, body: html`<p class="lead">${words.page.closed.explanation}</p>` }
  const { about } = customerWordingIn(language).categories[view.category]
  const whole = html`<h1>${title}</h1>
    <p class="about">${words.page.about({ about, reference: view.reference })}</p>
    ${body}`
  const query = view.state === 'open' && visit.query.score ? `&score=${visit.query.score}` : ''
  const inLanguage = (other: Language) => `/s/${tokenOf(visit)}?lang=${other}${query}`
  return page(
    customerPage({ wording: pageWordingIn(language), title, body: whole, inLanguage }),
    refused ? 400 : 200,
  )
}

function askedForm(
  visit: Visit,
  words: SatisfactionWords,
  language: Language,
  refused: RefusedSatisfaction | undefined,
): AskedForm {
  return { token: tokenOf(visit), words, language, refused }
}

function ratedBody(
  visit: Visit,
  { rating, stillResolved }: SatisfactionView,
  words: SatisfactionWords,
  language: Language,
  refused: RefusedSatisfaction | undefined,
): { title: string; body: Html } {
  const { done } = visit.query
  const dissatisfied = rating !== null && rating.score <= DISSATISFIED
  const { thanks, already, reopened, addComment } = words.page
  if (done === 'reopened' && !stillResolved) {
    return { title: reopened.title, body: html`<p class="lead" role="status">${reopened.explanation}</p>` }
  }
  const fresh = done === 'answered' || done === 'comment' || refused !== undefined
  const outcome = fresh ? thanks : already
  const label = rating === null ? '' : words.steps[rating.score]
  const explanation =
    done === 'comment' ? addComment.added : dissatisfied ? words.page.sorry : outcome.explanation
  const body = html`<p class="lead" role="status">${explanation}</p>
    <p>${words.page.given({ label })}</p>
    ${refused && refusal(refused.why)}
    ${dissatisfied && stillResolved && reopenForm(askedForm(visit, words, language, refused))}
    ${rating !== null && rating.comment === null && commentForm(askedForm(visit, words, language, refused))}`
  return { title: outcome.title, body }
}

async function vote(visit: Visit): Promise<RouteResponse> {
  const text = visit.form.comment ?? ''
  const words = await wordsOf(visit)
  const score = Number(visit.form.score)
  if (text.length > LONGEST_COMMENT) {
    return show(visit, { field: 'comment', why: words.page.tooLong({ count: LONGEST_COMMENT }), text })
  }
  if (!isScore(score)) return show(visit, { field: 'score', why: words.page.choose, text })
  try {
    await rateSatisfaction(visit.core, { token: tokenOf(visit), score, comment: text })
  } catch (error) {
    // The page explains the state: already rated, or open again.
    if (error instanceof Problem && error.code === 'already-done') return withStatus(await show(visit), 409)
    throw error
  }
  return back(visit, 'answered')
}

async function comment(visit: Visit): Promise<RouteResponse> {
  const text = visit.form.comment ?? ''
  if (text.trim() === '') return back(visit, 'answered')
  if (text.length > LONGEST_COMMENT) {
    const why = (await wordsOf(visit)).page.tooLong({ count: LONGEST_COMMENT })
    return show(visit, { field: 'comment', why, text })
  }
  try {
    await addSatisfactionComment(visit.core, { token: tokenOf(visit), comment: text })
  } catch (error) {
    if (error instanceof Problem && error.code === 'already-done') return withStatus(await show(visit), 409)
    throw error
  }
  return back(visit, 'comment')
}

async function reopen(visit: Visit): Promise<RouteResponse> {
  const text = visit.form.text ?? ''
  if (text.length > LONGEST_COMMENT) {
    const why = (await wordsOf(visit)).page.tooLong({ count: LONGEST_COMMENT })
    return show(visit, { field: 'reopening', why, text })
  }
  await reopenDissatisfied(visit.core, { token: tokenOf(visit), text })
  return back(visit, 'reopened')
}

function back(visit: Visit, done: string): RouteResponse {
  const { lang } = visit.query
  return { kind: 'redirect', to: `/s/${tokenOf(visit)}?done=${done}${lang ? `&lang=${lang}` : ''}` }
}

function withStatus(response: RouteResponse, status: number): RouteResponse {
  return response.kind === 'page' ? { ...response, status } : response
}

async function wordsOf(visit: Visit): Promise<SatisfactionWords> {
  const view = await viewSatisfaction(visit.core, tokenOf(visit))
  return satisfactionWords(languageOf(visit, view.language))
}

async function withLink(
  visit: Visit,
  then: (visit: Visit) => Promise<RouteResponse>,
): Promise<RouteResponse> {
  try {
    return await then(visit)
  } catch (error) {
    if (!(error instanceof Problem) || (error.code !== 'not-found' && error.code !== 'link-expired'))
      throw error
    const language = languageOf(visit, visit.language)
    const { expired, invalid } = satisfactionWords(language).page
    const texts = error.code === 'link-expired' ? expired : invalid
    const { telephone } = visit.core.settings
    const body = html`<h1>${texts.title}</h1><p class="lead">${texts.explanation}</p><p>${texts.whatToDo}</p>
      <p><a class="telephone" href="tel:${telephone.replace(/[^\d+]/g, '')}">${telephone}</a></p>`
    return page(
      customerPage({ wording: pageWordingIn(language), title: texts.title, body, inLanguage: null }),
      error.status,
    )
  }
}

function tokenOf({ params }: Visit): string {
  return params.token ?? ''
}

// The page uses the language the customer was written to in, unless they choose the other one.
function languageOf({ query }: Visit, usual: Language): Language {
  return query.lang === 'fr' || query.lang === 'en' ? query.lang : usual
}

/** What was typed and why it was refused, so that nothing is lost. */
interface RefusedSatisfaction {
  field: 'score' | 'comment' | 'reopening'
  why: string
  text: string
}

/** What every form of the page needs. */
interface AskedForm {
  token: string
  words: SatisfactionWords
  language: Language
  refused: RefusedSatisfaction | undefined
}

/**
 * The five ratings, best first, and room for a comment. `chosen` is the rating chosen in the mail; nothing is submitted
 * by it.
 */
function questionForm({ token, words, language, refused }: AskedForm, chosen: string | undefined): Html {
  const noneChosen = refused?.field === 'score'
  return html`<p>${words.page.hint}</p>
    ${refused && refusal(refused.why)}
    <form class="satisfaction" method="post" action="/s/${token}?lang=${language}">
      <fieldset${noneChosen && html` aria-describedby="refused"`}><legend class="hidden">${words.question}</legend>
        ${[...SCORES].reverse().map(
          (
            score,
          ) => html`<label class="step"><input type="radio" name="score" value="${score}" required${String(score) === chosen && html` checked`}>
          <span>${words.steps[score]}</span></label>`,
        )}
      </fieldset>
      ${textField({ id: 'comment', label: words.page.comment, hint: words.page.commentHint, text: refused?.text, rows: 4 })}
      <button class="primary">${words.page.send}</button>
    </form>`
}

/** The form with which a dissatisfied customer reopens the ticket; a comment is optional. */
function reopenForm({ token, words, language, refused }: AskedForm): Html {
  const { heading, explanation, label, send } = words.page.reopen
  const text = refused?.field === 'reopening' ? refused.text : undefined
  return html`<section class="now" aria-labelledby="reopen"><h2 id="reopen">${heading}</h2>
    <p>${explanation}</p>
    <form class="satisfaction" method="post" action="/s/${token}/reopen?lang=${language}">
      ${textField({ id: 'text', label, hint: words.page.commentHint, text, rows: 4 })}
      <button class="primary">${send}</button>
    </form></section>`
}

/** The form that adds a comment to a rating without one. */
function commentForm({ token, words, language, refused }: AskedForm): Html {
  const text = refused?.field === 'comment' ? refused.text : undefined
  return html`<details${text !== undefined && html` open`}><summary>${words.page.addComment.heading}</summary>
    <form class="satisfaction" method="post" action="/s/${token}/comment?lang=${language}">
      ${textField({ id: 'comment', label: words.page.comment, hint: words.page.commentHint, text, rows: 4 })}
      <button>${words.page.addComment.send}</button>
    </form></details>`
}

function textField(field: {
  id: string
  label: string
  hint: string
  text: string | undefined
  rows: number
}): Html {
  const { id, label, hint, text, rows } = field
  return html`<p><label for="${id}">${label}</label>
    <textarea id="${id}" name="${id}" rows="${rows}" maxlength="${LONGEST_COMMENT}" aria-describedby="${id}-hint">${text}</textarea>
    <span class="faint" id="${id}-hint">${hint}</span></p>`
}

/** Why the form was refused. */
function refusal(why: string): Html {
  return html`<p class="warning warning-bad" role="alert" id="refused">${why}</p>`
}
