import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCategory } from '../policy/category.ts'
import { type OpenModel, openModel } from './model.ts'
import { BadModel, decodeModel } from './model-file.ts'

/** The model in the repository, made by `npm run train` from the examples beside it. */
export const SHIPPED_MODEL = join(import.meta.dirname, 'shipped.model')

let shipped: OpenModel | undefined
let current: OpenModel | undefined

/** The model in use in this process: the shipped one until another is put in its place. */
export function currentModel(): OpenModel {
  current ??= shippedModel()
  return current
}

/** The model the program came with; read from its file the first time. */
export function shippedModel(): OpenModel {
  shipped ??= openModel(decodeModel(readFileSync(SHIPPED_MODEL)))
  return shipped
}

/** Puts a model in use: from the next message on, whole or not at all. Null goes back to the shipped one. */
export function useModel(model: OpenModel | null): void {
  current = model ?? shippedModel()
}

/**
 * Puts a model in use in this process, given as bytes; null goes back to the shipped one. Throws BadModel, and leaves the
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
