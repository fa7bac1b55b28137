export type { MeasureKind } from '../../db/promise-tables.ts'
