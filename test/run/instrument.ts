import type { Mutant } from './mutants.ts'
import { children, isBinding, isFunction, list, type Node, part } from './syntax.ts'

/** A mutant with the number it is switched on by. */
export interface Numbered extends Mutant {
  readonly id: number
}

/** A top-level constant whose value mutants change: they show wherever it is read. */
export interface Constant {
  readonly name: string
  readonly ids: readonly number[]
}

/** What instrumented code asks at run time; the runner of the worker puts it on `globalThis`. */
export interface Switch {
  /** Whether this mutant is on; notes that it was reached. */
  on(id: number): boolean
  /** A constant that these mutants change is read. */
  read(ids: readonly number[]): void
  /** Constants to be worked out anew when one of the mutants is switched on, and put back after it. */
  constants(ids: readonly number[], own: ConstantValues): void
}

export interface ConstantValues {
  again(): void
  get(): readonly unknown[]
  set(values: readonly unknown[]): void
}

// Where nobody switches, in a process of its own or before the tests, the code is as it was written.
const HEADER = `const __mutant = globalThis.__mutant ?? { on: () => false, read() {}, constants() {} };`

interface Sheet {
  readonly code: string
  readonly byHost: ReadonlyMap<Node, readonly Numbered[]>
  /** Which mutants a name stands for: a constant of this file, or an imported one. */
  readonly read: ReadonlyMap<string, readonly number[]>
  readonly changeable: ReadonlySet<Node>
}

/**
 * Returns the file with every mutant in it, each behind its switch, so that it is loaded once for all of them. A
 * top-level constant becomes a variable, worked out anew while one of its mutants is on.
 */
export function instrument(
  code: string,
  tree: Node,
  mutants: readonly Numbered[],
  imported: readonly Constant[] = [],
): string {
  const constants = changedConstants(tree, mutants)
  const sheet: Sheet = {
    code,
    byHost: Map.groupBy(mutants, ({ host }) => host),
    read: new Map([...imported, ...constants].map(({ name, ids }) => [name, ids])),
    changeable: new Set(constants.map(({ declaration }) => declaration)),
  }
  const body = render(tree, [], sheet)
  const again = constants.map(({ name, init }) => `${name} = (${render(init, [], sheet)});`)
  const names = constants.map(({ name }) => name).join(', ')
  const ids = [...new Set(constants.flatMap((constant) => constant.ids))]
  const footer =
    ids.length > 0
      ? `\n;__mutant.constants([${ids}], { again() { ${again.join(' ')} }, get: () => [${names}], set(values) { [${names}] = values } });`
      : ''
  return `${HEADER}${body}${footer}\n`
}

/** Returns the constants of a file whose values its mutants change, directly or through another constant. */
export function changedConstants(
  tree: Node,
  mutants: readonly Numbered[],
): (Constant & { declaration: Node; init: Node })[] {
  const changed: (Constant & { declaration: Node; init: Node })[] = []
  for (const statement of list(tree, 'body')) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? part(statement, 'declaration') : statement
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue
    for (const declarator of list(declaration, 'declarations')) {
      const [id, init] = [part(declarator, 'id'), part(declarator, 'init')]
      if (id?.type !== 'Identifier' || !init || isFunction(init)) continue
      const own = mutants
        .filter((mutant) => mutant.onLoading && holds(init, mutant.host))
        .map((mutant) => mutant.id)
      const names = namesIn(init)
      const through = changed.filter(({ name }) => names.has(name)).flatMap(({ ids }) => ids)
      const ids = [...new Set([...own, ...through])]
      if (ids.length > 0) changed.push({ name: String(id.name), ids, declaration, init })
    }
  }
  return changed
}

/** Whether a mutant can be switched at all: what shows on loading must be in a constant that is worked out anew. */
export function isSwitchable(mutant: Mutant, tree: Node): boolean {
  if (!mutant.onLoading) return true
  return changedConstants(tree, [{ ...mutant, id: 0 }]).length > 0
}

/** Returns the names a file imports, with the name and the address of each where it comes from. */
export function importsOf(tree: Node): { local: string; name: string; from: string }[] {
  return list(tree, 'body')
    .filter(({ type, importKind }) => type === 'ImportDeclaration' && importKind !== 'type')
    .flatMap((statement) =>
      list(statement, 'specifiers')
        .filter(({ type }) => type === 'ImportSpecifier')
        .map((one) => ({
          local: String(part(one, 'local')?.name),
          name: String(part(one, 'imported')?.name),
          from: String(part(statement, 'source')?.value),
        })),
    )
}

function holds(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

function namesIn(node: Node): Set<string> {
  const own = node.type === 'Identifier' ? [String(node.name)] : []
  return new Set([...own, ...children(node).flatMap((child) => [...namesIn(child)])])
}

function render(node: Node, around: readonly Node[], sheet: Sheet): string {
  const read = renderRead(node, around, sheet)
  if (read !== null) return read
  const inner = renderParts(node, around, sheet)
  const mutants = sheet.byHost.get(node) ?? []
  if (node.type === 'ExpressionStatement' && !node.directive) {
    // A block of its own: a line that begins with a bracket would go on where the line before it ends.
    const kept = mutants.map(({ id }) => `!__mutant.on(${id})`).join(' && ')
    return kept ? `{ if (${kept}) { ${inner} } }` : `{ ${inner} }`
  }
  if (mutants.length === 0) return inner
  const choices = mutants.map(({ id, text }) => `__mutant.on(${id}) ? (${text}) : `).join('')
  return `(${choices}(${inner}))`
}

function renderParts(node: Node, around: readonly Node[], sheet: Sheet): string {
  let [text, at] = ['', node.start]
  const path = [...around, node]
  for (const child of children(node)) {
    if (child.start < at) continue
    text += sheet.code.slice(at, child.start) + render(child, path, sheet)
    at = child.end
  }
  text += sheet.code.slice(at, node.end)
  return sheet.changeable.has(node) ? text.replace(/^const\b/, 'let') : text
}

// Only what functions read: a constant worked out from another is worked out anew with it.
function renderRead(node: Node, around: readonly Node[], { code, read }: Sheet): string | null {
  const parent = around.at(-1)
  if (node.type === 'Property' && node.shorthand && parent?.type === 'ObjectExpression') {
    const ids = read.get(String(part(node, 'key')?.name))
    if (!ids || !around.some(isFunction)) return null
    const name = code.slice(node.start, node.end)
    return `${name}: (__mutant.read([${ids}]), ${name})`
  }
  if (node.type !== 'Identifier' || !parent || isBinding(node, parent) || !around.some(isFunction))
    return null
  const inPattern = parent.type === 'Property' && around.at(-2)?.type === 'ObjectPattern'
  const ids = inPattern ? undefined : read.get(String(node.name))
  return ids ? `(__mutant.read([${ids}]), ${node.name})` : null
}
