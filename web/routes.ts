import { CUSTOMER_TICKET_ROUTES } from './customer/customer-ticket-page.ts'
import { HOME_ROUTES } from './customer/home-page.ts'
import { PRODUCT_REPORT_ROUTES } from './customer/product-report-page.ts'
import { SATISFACTION_ROUTES } from './customer/satisfaction-page.ts'
import { HELP_ROUTES } from './desk/help-page.ts'
import { HANDOFF_ACTIONS, HANDOFF_ROUTES } from './desk/live/handoff-page.ts'
import { HANDOFFS_ROUTES } from './desk/live/handoffs-page.ts'
import { LIVE_ROUTES } from './desk/live/live-routes.ts'
import { VIEWER_ROUTES } from './desk/live/ticket-viewers.ts'
import { BULK_ACTIONS } from './desk/queue/bulk-actions.ts'
import { CALL_ROUTES } from './desk/queue/call-page.ts'
import { FAILED_MAIL_ROUTES } from './desk/queue/failed-mail-page.ts'
import { MENTION_ROUTES } from './desk/queue/mentions-page.ts'
import { QUEUE_ROUTES } from './desk/queue/queue-page.ts'
import { SANCTION_ROUTES } from './desk/queue/sanctions-page.ts'
import { SAVED_FILTER_ACTIONS } from './desk/queue/saved-filter-actions.ts'
import { SEARCH_ROUTES } from './desk/queue/search-page.ts'
import { SUPERVISOR_REPORT_ROUTES } from './desk/report/report-page.ts'
import { SATISFACTION_DESK_ROUTES } from './desk/report/satisfaction-desk-page.ts'
import { ACCOUNT_ACTIONS, ACCOUNT_SETTINGS_ROUTES } from './desk/settings/account-settings-page.ts'
import { AUDIT_LOG_ROUTES } from './desk/settings/audit-log-page.ts'
import { INTERFACE_ROUTES } from './desk/settings/interfaces-page.ts'
import { MACRO_ACTIONS, MACRO_ROUTES } from './desk/settings/macros-page.ts'
import { MEMBER_SIGN_IN_ROUTES } from './desk/settings/member-sign-ins-page.ts'
import { MEMBER_ACTIONS, MEMBERS_ROUTES } from './desk/settings/members-page.ts'
import { MODEL_ROUTES } from './desk/settings/model-page.ts'
import { POLICY_ROUTES } from './desk/settings/policy-page.ts'
import { SECOND_FACTOR_ROUTES } from './desk/settings/second-factor-page.ts'
import { STAFF_ROUTES } from './desk/settings/staff-page.ts'
import { TEAM_ROUTES } from './desk/settings/teams-page.ts'
import { ORIGINAL_ROUTES } from './desk/ticket/original-page.ts'
import { TICKET_ACTIONS } from './desk/ticket/ticket-actions.ts'
import { TICKET_ROUTES } from './desk/ticket/ticket-page.ts'
import { TOOL_ROUTES } from './desk/ticket/tool-routes.ts'
import { HEALTH_ROUTES, METRICS_ROUTES } from './http/monitoring-routes.ts'
import type { OpenRoute, Route } from './http/route.ts'
import { ACCOUNT_RECOVERY_ROUTES } from './sign-in/account-recovery-page.ts'
import { INVITATION_ROUTES } from './sign-in/invitation-page.ts'
import { SECOND_FACTOR_CHALLENGE_ROUTES } from './sign-in/second-factor-challenge-page.ts'
import { SIGN_IN_ROUTES } from './sign-in/sign-in-page.ts'
import { SINGLE_SIGN_ON_ROUTES } from './sign-in/single-sign-on-routes.ts'

/** Returns every route with its permission; the demo's only when they are passed in. */
export function routes(demoRoutes: readonly OpenRoute[] = []): readonly Route[] {
  return [
    ...HOME_ROUTES,
    ...CUSTOMER_TICKET_ROUTES,
    ...SATISFACTION_ROUTES,
    ...PRODUCT_REPORT_ROUTES,
    ...SIGN_IN_ROUTES,
    ...SECOND_FACTOR_CHALLENGE_ROUTES,
    ...ACCOUNT_RECOVERY_ROUTES,
    ...SINGLE_SIGN_ON_ROUTES,
    ...INVITATION_ROUTES,
    ...QUEUE_ROUTES,
    ...SEARCH_ROUTES,
    ...BULK_ACTIONS,
    ...SAVED_FILTER_ACTIONS,
    ...HELP_ROUTES,
    ...TICKET_ROUTES,
    ...TICKET_ACTIONS,
    ...MACRO_ROUTES,
    ...MACRO_ACTIONS,
    ...MENTION_ROUTES,
    ...TOOL_ROUTES,
    ...CALL_ROUTES,
    ...LIVE_ROUTES,
    ...VIEWER_ROUTES,
    ...HANDOFFS_ROUTES,
    ...HANDOFF_ROUTES,
    ...HANDOFF_ACTIONS,
    ...ORIGINAL_ROUTES,
    ...FAILED_MAIL_ROUTES,
    ...SANCTION_ROUTES,
    ...SUPERVISOR_REPORT_ROUTES,
    ...STAFF_ROUTES,
    ...MODEL_ROUTES,
    ...SATISFACTION_DESK_ROUTES,
    ...MEMBERS_ROUTES,
    ...INTERFACE_ROUTES,
    ...POLICY_ROUTES,
    ...TEAM_ROUTES,
    ...AUDIT_LOG_ROUTES,
    ...MEMBER_ACTIONS,
    ...MEMBER_SIGN_IN_ROUTES,
    ...ACCOUNT_SETTINGS_ROUTES,
    ...ACCOUNT_ACTIONS,
    ...SECOND_FACTOR_ROUTES,
    ...HEALTH_ROUTES,
    ...METRICS_ROUTES,
    ...demoRoutes,
  ]
}
