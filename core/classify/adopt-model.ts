import { isCategory } from '../policy/category.ts'
import { useModel } from './current-model.ts'
import { openModel } from './model.ts'
import { BadModel, decodeModel } from './model-file.ts'

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
