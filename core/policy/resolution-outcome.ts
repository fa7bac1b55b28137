export { RESOLUTION_OUTCOMES, type ResolutionOutcome } from '../../db/column-values.ts'
