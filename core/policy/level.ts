export { LEVELS, type Level } from '../../db/column-values.ts'
