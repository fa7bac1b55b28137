export { SCORES, type Score } from '../../db/satisfaction-tables.ts'
