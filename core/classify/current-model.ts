import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type OpenModel, openModel } from './model.ts'
import { decodeModel } from './model-file.ts'

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
