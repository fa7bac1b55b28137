/** Our own channel's id, from Microsoft's list. */
export const OWN_CHANNEL = 'directline'

/** Returns our name for a channel of Azure's. Its Direct Line has the same id as ours but is not ours. */
export function azureChannel(channelId: string): string {
  return channelId === OWN_CHANNEL ? `azure-${OWN_CHANNEL}` : channelId
}

/** Returns whether a channel shows Web Chat, over either of the two Direct Lines. */
export function hasWebChat(channel: string): boolean {
  return channel === OWN_CHANNEL || channel === azureChannel(OWN_CHANNEL) || channel === 'webchat'
}
