import { parseAst } from 'vitest/node'

/** A node of a syntax tree as ESTree has it. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** Returns the syntax tree of a TypeScript file. */
export function parse(code: string): Node {
  return parseAst(code, { lang: 'ts' }) as unknown as Node
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

/** Returns the node under a key, undefined where there is none. */
export function part(node: Node | undefined, key: string): Node | undefined {
  const value = node?.[key]
  return isNode(value) ? value : undefined
}

/** Returns the nodes of a list under a key. */
export function list(node: Node | undefined, key: string): readonly Node[] {
  const value = node?.[key]
  return Array.isArray(value) ? value.filter(isNode) : []
}

// Syntax of types that holds an expression which runs.
const TRANSPARENT = [
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSInstantiationExpression',
]

const NOT_RUN = ['ImportDeclaration', 'ExportAllDeclaration', 'ImportAttribute']

/** Returns what of a node is run: no types, no names that are only bound, no keys. */
export function children(node: Node): readonly Node[] {
  if (NOT_RUN.includes(node.type)) return []
  if (node.type.startsWith('TS') && !TRANSPARENT.includes(node.type)) return []
  const left = leftOut(node)
  return Object.entries(node)
    .filter(([key]) => !left.includes(key))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
    .sort((a, b) => a.start - b.start)
}

function leftOut(node: Node): readonly string[] {
  switch (node.type) {
    case 'MemberExpression':
      return node.computed ? [] : ['property']
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      return node.computed ? [] : ['key']
    case 'ExportNamedDeclaration':
      return ['specifiers', 'source']
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return ['label']
    default:
      return []
  }
}

/** Whether code inside runs when it is called, not when it is read. */
export function isFunction(node: Node): boolean {
  return (
    ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type) ||
    (node.type === 'PropertyDefinition' && node.static !== true)
  )
}

const PATTERNS = ['ObjectPattern', 'ArrayPattern', 'RestElement']

/** Whether a child of a node is a place that a value is put into. */
export function isBinding(child: Node, parent: Node): boolean {
  if (PATTERNS.includes(child.type) || PATTERNS.includes(parent.type)) return true
  switch (parent.type) {
    case 'VariableDeclarator':
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return child === parent.id || list(parent, 'params').includes(child)
    case 'ArrowFunctionExpression':
      return list(parent, 'params').includes(child)
    case 'AssignmentPattern':
    case 'AssignmentExpression':
    case 'ForOfStatement':
    case 'ForInStatement':
      return child === parent.left
    case 'CatchClause':
      return child === parent.param
    case 'UpdateExpression':
      return true
    default:
      return false
  }
}
