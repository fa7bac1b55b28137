import type { OpenRoute } from '../web/http/route.ts'
import type { DemoMail } from './demo-mail-page.ts'
import { demoMailRoutes } from './demo-mail-page.ts'
import { SAMPLE_LETTER_ROUTES } from './sample-letters-page.ts'

/**
 * Returns the demo's routes: its mail in both directions, and every letter with sample data. They require no
 * sign-in.
 */
export function demoRoutes(demo: DemoMail): readonly OpenRoute[] {
  return [...demoMailRoutes(demo), ...SAMPLE_LETTER_ROUTES]
}
