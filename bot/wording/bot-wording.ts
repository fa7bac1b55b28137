import type { Language } from '../../core/policy/language.ts'
import type { BotWords } from './bot-words.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'

const WORDS: Record<Language, BotWords> = { fr, en }

/** Returns every sentence of the bot in one language. */
export function botWordsIn(language: Language): BotWords {
  return WORDS[language]
}
