import { children, isFunction, list, type Node, part } from './syntax.ts'

/** One small fault that can be put into a file. */
export interface Mutant {
  readonly kind: string
  readonly line: number
  /** What stands there, and what the fault makes of it; empty when it is taken away. */
  readonly before: string
  readonly after: string
  /** The expression or statement that is replaced, and by which text; a statement is always left out. */
  readonly host: Node
  readonly text: string
  /** It shows while the module is loaded, not when a function is called. */
  readonly onLoading: boolean
}

/** A node with the nodes around it, the nearest last. */
interface Place {
  readonly node: Node
  readonly around: readonly Node[]
}

interface Change {
  readonly kind: string
  /** What is replaced by `to`, within the node; the node itself when not given. */
  readonly from?: readonly [number, number]
  readonly to: string
  /** What a reader is shown, where it is not the change itself. */
  readonly shown?: readonly [string, string]
}

/**
 * Returns the faults for one file: comparison boundaries, negated conditions, `&&` and `||`, true and false, plus and
 * minus, numbers of top-level constants, calls that are statements, filters in a chain, `Math.max` and `min`, what
 * stands for a missing value, and early exits. Strings stay, except the operators of queries.
 *
 * Left out, because no test can or should tell them apart:
 * - what is only logged (`log.warn(…)`), and what an error says (everything inside `throw …`)
 * - checks for our own mistakes: `if (…) throw new Error(…)`
 * - an early exit for an empty list (`if (rows.length === 0) return`), which only saves a statement
 * - the order of rows that are locked (`orderBy` before `forUpdate`), and locks themselves: one test at a time has no
 *   second one to wait for
 * - `unref()` of a timer
 */
export function findMutants(code: string, tree: Node): Mutant[] {
  const found: Mutant[] = []
  const visit = (place: Place) => {
    if (isLeftOut(place.node, code)) return
    for (const change of changesOf(place, code)) {
      const mutant = toMutant(place, change, code)
      if (mutant) found.push(mutant)
    }
    const around = [...place.around, place.node]
    for (const node of children(place.node)) visit({ node, around })
  }
  visit({ node: tree, around: [] })
  return found
}

const LOGGED = /\b(?:log|console)\??\.(?:trace|debug|info|warn|error|fatal)$/

function isLeftOut(node: Node, code: string): boolean {
  if (node.type === 'ThrowStatement') return true
  if (node.type === 'CallExpression') return isLogCall(node, code)
  return node.type === 'IfStatement' && !node.alternate && throwsPlainError(part(node, 'consequent'), code)
}

function isLogCall(call: Node, code: string): boolean {
  const callee = part(call, 'callee')
  return callee !== undefined && LOGGED.test(textOf(callee, code))
}

function throwsPlainError(statement: Node | undefined, code: string): boolean {
  const thrown = only(statement)
  return thrown?.type === 'ThrowStatement' && /^throw new Error\b/.test(textOf(thrown, code))
}

function changesOf(place: Place, code: string): readonly Change[] {
  const { node } = place
  switch (node.type) {
    case 'BinaryExpression':
      return operatorChanges(node, code)
    case 'LogicalExpression':
      return logicalChanges(node, code)
    case 'IfStatement':
      return exitChanges(node, code)
    case 'Literal':
      return literalChanges(place, code)
    case 'ExpressionStatement':
      return statementChanges(node, code)
    case 'CallExpression':
      return callChanges(place, code)
    case 'MemberExpression':
      return optionalChanges(node, code)
    default:
      return conditionChanges(place, code)
  }
}

const FLIPPED: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '==': '!=',
  '!=': '==',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
}

function operatorChanges(node: Node, code: string): Change[] {
  const operator = String(node.operator)
  const to = FLIPPED[operator]
  const [left, right] = [part(node, 'left'), part(node, 'right')]
  if (!to || !left || !right) return []
  if (operator === '+' && (isText(left) || isText(right))) return []
  const from = between(left, right, operator, code)
  const kind = '+-*/'.includes(operator) ? 'arithmetic' : 'comparison'
  return [{ kind, from, to, shown: shownWith(node, from, to, code) }, ...negated(node, code)]
}

// The other side of a boundary: `<` is also tried as `>=`.
function negated(node: Node, code: string): Change[] {
  const opposite = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' }[String(node.operator)]
  const [left, right] = [part(node, 'left'), part(node, 'right')]
  if (!opposite || !left || !right) return []
  const from = between(left, right, String(node.operator), code)
  return [{ kind: 'comparison', from, to: opposite, shown: shownWith(node, from, opposite, code) }]
}

// A sum of texts, as far as one can see without types.
function isText(node: Node): boolean {
  if (node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string'))
    return true
  const [left, right] = [part(node, 'left'), part(node, 'right')]
  return node.type === 'BinaryExpression' && [left, right].some((side) => side !== undefined && isText(side))
}

function logicalChanges(node: Node, code: string): Change[] {
  const [left, right] = [part(node, 'left'), part(node, 'right')]
  if (!left || !right) return []
  const operator = String(node.operator)
  if (operator === '??')
    return [
      { kind: 'fallback', to: textOf(left, code) },
      { kind: 'fallback', to: textOf(right, code) },
    ]
  const from = between(left, right, operator, code)
  const to = operator === '&&' ? '||' : '&&'
  // Beside `??` these need brackets.
  const text = `(${textOf(left, code)}) ${to} (${textOf(right, code)})`
  return [{ kind: 'logical', to: text, shown: shownWith(node, from, to, code) }]
}

const EMPTY_LIST = /\.(?:length|size)\s*(?:===|<=?)\s*[01]$/

function exitChanges(node: Node, code: string): Change[] {
  const [test, then] = [part(node, 'test'), part(node, 'consequent')]
  if (!test || !then) return []
  const changes: Change[] = []
  const exit = only(then)
  const exits = ['ReturnStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement']
  const within: readonly [number, number] = [test.start, test.end]
  const condition = textOf(test, code)
  if (!node.alternate && exit && exits.includes(exit.type) && !EMPTY_LIST.test(condition))
    changes.push({ kind: 'early exit', from: within, to: 'false', shown: [textOf(node, code), ''] })
  return [...changes, ...negation(test, code)]
}

function conditionChanges({ node }: Place, code: string): Change[] {
  const test = node.type === 'ConditionalExpression' ? part(node, 'test') : undefined
  return test ? negation(test, code) : []
}

// A comparison is negated by its operator.
function negation(test: Node, code: string): Change[] {
  if (test.type === 'BinaryExpression' && FLIPPED[String(test.operator)]) return []
  const text = textOf(test, code)
  const argument =
    test.type === 'UnaryExpression' && test.operator === '!' ? part(test, 'argument') : undefined
  const to = argument ? textOf(argument, code) : `!(${text})`
  return [{ kind: 'negation', from: [test.start, test.end], to, shown: [text, to] }]
}

const QUERY_OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '=': '!=',
  '!=': '=',
  is: 'is not',
  'is not': 'is',
  in: 'not in',
  'not in': 'in',
}

function literalChanges({ node, around }: Place, code: string): Change[] {
  if (typeof node.value === 'boolean') return [{ kind: 'boolean', to: String(!node.value) }]
  const parent = around.at(-1)
  if (typeof node.value === 'string') {
    const to = QUERY_OPERATORS[node.value]
    const given = list(parent, 'arguments')
    if (!to || parent?.type !== 'CallExpression' || given.length !== 3 || given[1] !== node) return []
    const [left, right] = [textOf(given[0] as Node, code), textOf(given[2] as Node, code)]
    return [
      {
        kind: 'comparison',
        to: `'${to}'`,
        shown: [`${left} ${node.value} ${right}`, `${left} ${to} ${right}`],
      },
    ]
  }
  if (typeof node.value !== 'number' || around.some(isFunction)) return []
  // The first number of a product stands for it.
  if (parent?.type === 'BinaryExpression' && parent.left !== node) return []
  const to = String(node.value + 1)
  const declarator = around.findLast(({ type }) => type === 'VariableDeclarator')
  return declarator ? [{ kind: 'number', to }] : []
}

function statementChanges(node: Node, code: string): Change[] {
  const expression = part(node, 'expression')
  const called = expression?.type === 'AwaitExpression' ? part(expression, 'argument') : expression
  const call = called?.type === 'ChainExpression' ? part(called, 'expression') : called
  if (call?.type !== 'CallExpression' || isLogCall(call, code)) return []
  if (textOf(call, code).endsWith('.unref()')) return []
  return [{ kind: 'call', to: '' }]
}

const FILTERS = ['where', 'whereRef', 'having', 'filter', '$if', 'limit', 'orderBy']
const TRIMMERS = ['sort', 'toSorted', 'reverse', 'toReversed', 'slice', 'trim', 'trimEnd', 'toLowerCase']

function callChanges({ node, around }: Place, code: string): Change[] {
  const callee = part(node, 'callee')
  const [object, property] = [part(callee, 'object'), part(callee, 'property')]
  if (!callee || !object || !property || callee.computed || callee.type !== 'MemberExpression') return []
  const name = String(property.name)
  const whole = textOf(callee, code)
  if (whole === 'Math.max' || whole === 'Math.min')
    return [
      { kind: 'extreme', from: [callee.start, callee.end], to: name === 'max' ? 'Math.min' : 'Math.max' },
    ]
  if (![...FILTERS, ...TRIMMERS].includes(name)) return []
  if (name === 'orderBy' && isLocking(node, around, code)) return []
  return [
    {
      kind: 'filter',
      from: [object.end, node.end],
      to: '',
      shown: [`…${code.slice(object.end, node.end)}`, ''],
    },
  ]
}

// Looks at the whole chain: what is locked is locked in an order.
function isLocking(node: Node, around: readonly Node[], code: string): boolean {
  let top = node
  for (const outer of around.toReversed()) {
    if (part(outer, 'object') !== top && part(outer, 'callee') !== top) break
    top = outer
  }
  return /\.(?:forUpdate|forNoKeyUpdate|forShare)\(/.test(textOf(top, code))
}

function optionalChanges(node: Node, code: string): Change[] {
  const [object, property] = [part(node, 'object'), part(node, 'property')]
  if (!node.optional || !object || !property || node.computed) return []
  const from = between(object, property, '?.', code)
  return [{ kind: 'optional', from, to: '.', shown: shownWith(node, from, '.', code) }]
}

function toMutant({ node, around }: Place, change: Change, code: string): Mutant | null {
  const from = change.from ?? [node.start, node.end]
  const host = hostOf(node, around, from)
  if (!host) return null
  const text = code.slice(host.start, from[0]) + change.to + code.slice(from[1], host.end)
  const [before, after] = change.shown ?? [code.slice(...from), change.to]
  return {
    kind: change.kind,
    line: code.slice(0, from[0] + firstInk(code.slice(...from))).split('\n').length,
    before: oneLine(before),
    after: oneLine(after),
    host,
    text,
    onLoading: !around.some(isFunction),
  }
}

// What can be replaced by a choice between two: the condition of an `if`, and never a piece of an optional chain, whose
// end would then be reached without its beginning.
function hostOf(node: Node, around: readonly Node[], from: readonly [number, number]): Node | null {
  if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') {
    const test = part(node, 'test')
    return test && test.start <= from[0] && from[1] <= test.end ? test : node
  }
  let host = node
  for (const outer of around.toReversed()) {
    const goesOn =
      part(outer, 'object') === host || part(outer, 'callee') === host || outer.type === 'TSNonNullExpression'
    if (outer.type === 'ChainExpression') return isDeleted(outer, around) ? null : outer
    if (!goesOn) break
    host = outer
  }
  return node
}

function isDeleted(chain: Node, around: readonly Node[]): boolean {
  return around.some((outer) => outer.operator === 'delete' && part(outer, 'argument') === chain)
}

// The only statement of a block, or the statement itself.
function only(statement: Node | undefined): Node | undefined {
  if (statement?.type !== 'BlockStatement') return statement
  const body = list(statement, 'body')
  return body.length === 1 ? body[0] : undefined
}

function between(left: Node, right: Node, operator: string, code: string): readonly [number, number] {
  const at = code.indexOf(operator, left.end)
  return at < right.start ? [at, at + operator.length] : [left.end, left.end]
}

function shownWith(
  node: Node,
  [start, end]: readonly [number, number],
  to: string,
  code: string,
): readonly [string, string] {
  return [textOf(node, code), code.slice(node.start, start) + to + code.slice(end, node.end)]
}

function firstInk(text: string): number {
  return Math.max(0, text.search(/\S/))
}

function textOf(node: Node, code: string): string {
  return code.slice(node.start, node.end)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
