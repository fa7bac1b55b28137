import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCategory } from '../policy/category.ts'
import { type OpenModel, openModel } from './model.ts'
import { BadModel, decodeModel } from './model-file.ts'

/** The model in the repository, trained by `npm run train` on the examples beside it. */
export const SHIPPED_MODEL = join(import.meta.dirname, 'shipped.model')

let shipped: OpenModel | undefined
let current: OpenModel | undefined

/** Returns the model in use in this process: the shipped one until another replaces it. */
export function currentModel(): OpenModel {
  current ??= shippedModel()
  return current
}

/** Returns the shipped model, read from its file on first use. */
export function shippedModel(): OpenModel {
  shipped ??= openModel(decodeModel(readFileSync(SHIPPED_MODEL)))
  return shipped
}

/** Puts a model in use from the next message on, atomically; null returns to the shipped one. */
export function useModel(model: OpenModel | null): void {
  current = model ?? shippedModel()
}

/**
 * Puts a model in use in this process, given as bytes; null returns to the shipped one. Throws BadModel, and keeps the
 * present one in use, for bytes that are no model or a model whose labels are not our categories.
 */
export function adoptModel(bytes: Uint8Array | null): void {
  if (bytes === null) {
    useModel(null)
    return
  }
  const model = decodeModel(bytes)
  const strange = model.about.labels.filter((label) => !isCategory(label))
  if (strange.length > 0)
    throw new BadModel(`The model answers what is no category of ours: ${strange.join(', ')}.`)
  useModel(openModel(model))
}
