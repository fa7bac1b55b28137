import type { OpenRoute } from '../web/http/route.ts'
import type { DemoMail } from './demo-mail-page.ts'
import { demoMailRoutes } from './demo-mail-page.ts'
import { SAMPLE_LETTER_ROUTES } from './sample-letters-page.ts'

/** The demo's pages: its mail in both directions, and every letter there is with sample data. They ask nobody who they are. */
export function demoRoutes(demo: DemoMail): readonly OpenRoute[] {
  return [...demoMailRoutes(demo), ...SAMPLE_LETTER_ROUTES]
}
