import {
  type Activity,
  ActivityTypes,
  type Attachment,
  type ConversationReference,
  TurnContext,
} from 'botbuilder'
import { isChoiceId } from '../dialogue/choice.ts'
import type { Card, Suggestion } from '../dialogue/dialogue-types.ts'
import type { InboundActivity, InboundContent, InboundFile, OutboundActivity } from './activity.ts'
import { hasWebChat } from './channel-name.ts'

// Only this file and adapter.ts know the SDK: this one maps its activities to our own types and back.

/** Maps an activity of a channel, which we call `channel`, to our own type. */
export function readActivity(activity: Activity, channel: string): InboundActivity {
  return {
    channel,
    conversation: activity.conversation.id,
    activityId: activity.id ?? '',
    reference: TurnContext.getConversationReference(activity),
    language: languageOf(activity.locale),
    what: whatOf(activity),
  }
}

/**
 * Maps our own type to an activity. `deliveryId` is the same on every retry, for channels that deduplicate; `conversation` is
 * the conversation it is sent to.
 */
export function writeActivity(
  outbound: OutboundActivity,
  channel: string,
  deliveryId: string,
  conversation: Partial<ConversationReference>,
): Partial<Activity> {
  const channelData = { deliveryId }
  switch (outbound.kind) {
    case 'message':
      return {
        type: ActivityTypes.Message,
        text: outbound.text,
        textFormat: outbound.format,
        channelData,
        ...(outbound.card && { attachments: [adaptiveCard(outbound.card, outbound.text)] }),
        ...(outbound.suggestions.length > 0 && {
          suggestedActions: { to: [], actions: outbound.suggestions.map((one) => action(one, channel)) },
        }),
      }
    case 'typing':
      return { type: ActivityTypes.Typing, channelData }
    case 'member':
      return {
        type: ActivityTypes.Message,
        // Every channel shows a text; not every one shows which of our members wrote it.
        text: outbound.text === '' ? outbound.firstName : `${outbound.firstName} — ${outbound.text}`,
        textFormat: 'plain',
        channelData: { ...channelData, speaker: outbound.firstName },
        attachments: outbound.files.map(({ name, type, url }) => ({
          name,
          contentType: type,
          contentUrl: url,
        })),
      }
    case 'who':
      return { type: ActivityTypes.Event, name: 'chat.who', value: outbound.firstName ?? '', channelData }
    case 'handoff-initiate':
      // Follows Microsoft's handoff protocol: the hub routes by `value`, and the conversation goes beside it.
      return {
        type: ActivityTypes.Event,
        name: 'handoff.initiate',
        value: outbound.context,
        relatesTo: conversation as ConversationReference,
        attachments: [
          {
            contentType: 'application/json',
            name: 'Transcript',
            content: { activities: outbound.transcript },
          },
        ],
        channelData,
      }
  }
}

function whatOf(activity: Activity): InboundContent {
  if (activity.type === ActivityTypes.ConversationUpdate) {
    const others = (activity.membersAdded ?? []).filter(({ id }) => id !== activity.recipient?.id)
    return { kind: others.length > 0 ? 'opened' : 'nothing' }
  }
  if (activity.type === ActivityTypes.Event) return eventOf(activity)
  if (activity.type !== ActivityTypes.Message) return { kind: 'nothing' }
  const text = (activity.text ?? '').trim()
  const chosen: unknown = activity.value
  if (isJsonObject(chosen) && typeof chosen.choice === 'string' && isChoiceId(chosen.choice)) {
    const asked = typeof chosen.asked === 'number' ? chosen.asked : -1
    return { kind: 'choice', id: chosen.choice, asked, text }
  }
  const files = (activity.attachments ?? []).flatMap(fileOf)
  return text === '' && files.length === 0 ? { kind: 'nothing' } : { kind: 'text', text, files }
}

function eventOf({ name, value }: Activity): InboundContent {
  const given: unknown = value
  if (name === 'language' && (given === 'fr' || given === 'en')) return { kind: 'language', language: given }
  if (name === 'handoff.status' && isJsonObject(given)) {
    const { state, message } = given
    if (state === 'accepted' || state === 'failed' || state === 'completed') {
      return { kind: 'handoff-status', state, message: typeof message === 'string' ? message : null }
    }
  }
  return { kind: 'nothing' }
}

function fileOf({ name, contentType, contentUrl }: Attachment): InboundFile[] {
  return contentUrl ? [{ name: name ?? '', type: contentType, url: contentUrl }] : []
}

function languageOf(locale: string | undefined): InboundActivity['language'] {
  const language = locale?.slice(0, 2).toLowerCase()
  return language === 'fr' || language === 'en' ? language : null
}

// Where the channel supports it, a button press returns the choice itself; elsewhere the text of the label.
function action({ id, label, asked }: Suggestion, channel: string) {
  return hasWebChat(channel)
    ? {
        type: 'messageBack',
        title: label,
        text: label,
        displayText: label,
        value: { choice: id, asked },
      }
    : { type: 'imBack', title: label, value: label }
}

// Written for version 1.3, which Teams on telephones supports too; channels without cards show the text.
function adaptiveCard(card: Card, text: string): Attachment {
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.3',
      fallbackText: text,
      speak: text,
      body: [
        { type: 'TextBlock', text: card.title, weight: 'Bolder', wrap: true },
        ...(card.reference
          ? [{ type: 'TextBlock', text: card.reference, fontType: 'Monospace', size: 'Large', wrap: true }]
          : []),
        {
          type: 'FactSet',
          facts: card.facts.map(({ label, value }) => ({ title: label, value })),
        },
      ],
    },
  }
}

function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
