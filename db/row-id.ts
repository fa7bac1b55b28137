declare const brand: unique symbol

/** A UUID that the compiler accepts only where its own kind of row is meant. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type CustomerId = Id<'customer'>
export type AddressId = Id<'address'>
export type TicketId = Id<'ticket'>
export type ParticipantId = Id<'participant'>
export type ConversationId = Id<'conversation'>
export type MessageId = Id<'message'>
export type AttachmentId = Id<'attachment'>
export type PromiseId = Id<'promise'>
export type ResolutionId = Id<'resolution'>
export type OutboxId = Id<'outbox'>
export type MemberId = Id<'member'>
export type SessionId = Id<'session'>
export type SignInEventId = Id<'sign-in-event'>
export type AdministrationChangeId = Id<'administration-change'>
export type BounceId = Id<'bounce'>
export type CorrectionId = Id<'correction'>
export type ModelId = Id<'model'>
export type MeasureId = Id<'measure'>
export type InvestigationId = Id<'investigation'>
export type EscalationId = Id<'escalation'>
export type AbsenceId = Id<'absence'>
export type InformationRequestId = Id<'information-request'>
export type ConclusionId = Id<'conclusion'>
export type SetAsideId = Id<'set-aside'>
export type CallBackId = Id<'call-back'>
export type SatisfactionRequestId = Id<'satisfaction-request'>
export type SellerId = Id<'seller'>
export type SellerRequestId = Id<'seller-request'>
export type SanctionId = Id<'sanction'>
export type HandoffId = Id<'handoff'>
export type SanctionAppealId = Id<'sanction-appeal'>
export type SellerContactRequestId = Id<'seller-contact-request'>
export type MacroId = Id<'macro'>
export type MergeId = Id<'merge'>
export type SavedFilterId = Id<'saved-filter'>
export type ApiTokenId = Id<'api-token'>
export type WebhookSubscriptionId = Id<'webhook-subscription'>
export type WebhookAttemptId = Id<'webhook-attempt'>
