import type { Language } from '../../core/policy/language.ts'
import { SCORES } from '../../core/policy/satisfaction-score.ts'
import { LONGEST_COMMENT } from '../../core/satisfaction/satisfaction.ts'
import type { SatisfactionWords } from '../../core/wording/satisfaction.ts'
import { type Html, html } from '../http/html.ts'

/** What was typed and why it was not taken: nothing is lost. */
export interface RefusedSatisfaction {
  field: 'score' | 'comment' | 'reopening'
  why: string
  text: string
}

/** What every form of the page needs. */
export interface AskedForm {
  token: string
  words: SatisfactionWords
  language: Language
  refused: RefusedSatisfaction | undefined
}

/** The five steps, best first, and room for words. `chosen` is the step chosen in the mail; nothing is sent by it. */
export function questionForm(
  { token, words, language, refused }: AskedForm,
  chosen: string | undefined,
): Html {
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

/** With which a dissatisfied customer has the matter opened again; words are not asked for. */
export function reopenForm({ token, words, language, refused }: AskedForm): Html {
  const { heading, explanation, label, send } = words.page.reopen
  const text = refused?.field === 'reopening' ? refused.text : undefined
  return html`<section class="now" aria-labelledby="reopen"><h2 id="reopen">${heading}</h2>
    <p>${explanation}</p>
    <form class="satisfaction" method="post" action="/s/${token}/reopen?lang=${language}">
      ${textField({ id: 'text', label, hint: words.page.commentHint, text, rows: 4 })}
      <button class="primary">${send}</button>
    </form></section>`
}

/** With which words are added to an answer that had none. */
export function commentForm({ token, words, language, refused }: AskedForm): Html {
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

/** Why what was sent was not taken. */
export function refusal(why: string): Html {
  return html`<p class="warning warning-bad" role="alert" id="refused">${why}</p>`
}
