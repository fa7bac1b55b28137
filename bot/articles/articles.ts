import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Category, isCategory } from '../../core/policy/category.ts'
import type { Language } from '../../core/policy/language.ts'
import type { Article } from '../dialogue/dialogue-types.ts'
import { mayGiveArticle } from '../dialogue/needed-details.ts'
import { foldText } from '../dialogue/read/fold-text.ts'

/** An article as its file has it. */
interface ArticleFile extends Article {
  language: Language
  categories: readonly Category[]
  /** Phrases it is found by; an empty list matches every text of its categories. */
  phrases: readonly string[]
}

/** The folder of the articles shipped with the program: one folder per language. */
const SHIPPED_ARTICLES = import.meta.dirname

/**
 * Reads the articles of a folder: `fr/*.md` and `en/*.md`, each with a head between two lines of dashes (`title`,
 * `categories`, `words`, `solves`) and its text in Markdown. Throws with every fault of every file and its remedy.
 */
export function readArticles(folder: string = SHIPPED_ARTICLES): ArticleFile[] {
  const faults: string[] = []
  const articles = (['fr', 'en'] as const).flatMap((language) =>
    readdirSync(join(folder, language))
      .filter((file) => file.endsWith('.md'))
      .sort()
      .flatMap((file) => {
        const read = readArticle(
          file.slice(0, -3),
          language,
          readFileSync(join(folder, language, file), 'utf8'),
        )
        if (typeof read !== 'string') return [read]
        faults.push(`${language}/${file}: ${read}`)
        return []
      }),
  )
  if (faults.length > 0) throw new Error(`The ready answers cannot be used.\n${faults.join('\n')}`)
  return articles
}

/** Returns the article of this category and language whose phrases match a text best, or null. */
export function findArticle(
  articles: readonly ArticleFile[],
  category: Category,
  text: string,
  language: Language,
): Article | null {
  if (!mayGiveArticle(category)) return null
  const textWords = foldText(text).trim().split(' ')
  let best: ArticleFile | null = null
  let most = 0
  for (const article of articles) {
    if (article.language !== language || !article.categories.includes(category)) continue
    const fits = article.phrases.length === 0 ? 0.5 : closeness(article.phrases, textWords)
    if (fits > most) {
      best = article
      most = fits
    }
  }
  return best && { name: best.name, title: best.title, text: best.text, solves: best.solves }
}

// Returns the length in words of the longest matching phrase, or 0. A phrase matches when each of its words begins a
// word of the text, in any order.
function closeness(phrases: readonly string[], textWords: readonly string[]): number {
  const fits = phrases.filter((phrase) =>
    phrase
      .split(' ')
      .every((word) => textWords.some((one) => (word.length < 4 ? one === word : one.startsWith(word)))),
  )
  return Math.max(0, ...fits.map((phrase) => phrase.split(' ').length))
}

function readArticle(name: string, language: Language, file: string): ArticleFile | string {
  const parts = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(file.replace(/^\uFEFF/, ''))
  if (!parts) return 'begin it with a head between two lines of "---".'
  const head = new Map(
    (parts[1] ?? '').split(/\r?\n/).map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()] as const
    }),
  )
  const title = head.get('title') ?? ''
  const text = (parts[2] ?? '').trim()
  const categories = listOf(head.get('categories'))
  const wrong = categories.filter((category) => !isCategory(category))
  if (title === '') return 'give it a "title:".'
  if (text === '') return 'write its text below the head.'
  if (categories.length === 0) return 'name its "categories:", separated by commas.'
  if (!['yes', 'no', undefined].includes(head.get('solves'))) return 'say "solves: yes" or "solves: no".'
  if (wrong.length > 0)
    return `"${wrong.join(', ')}" is no category. Use the names of core/policy/category.ts.`
  const sensitive = categories.filter((category) => isCategory(category) && !mayGiveArticle(category))
  if (sensitive.length > 0) return `no ready answer is given on ${sensitive.join(', ')}: take it out.`
  return {
    name,
    language,
    title,
    text,
    solves: (head.get('solves') ?? 'yes') === 'yes',
    categories: categories.filter(isCategory),
    phrases: listOf(head.get('words')).map((phrase) => foldText(phrase).trim()),
  }
}

function listOf(text = ''): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
}
