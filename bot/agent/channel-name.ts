/** Our own channel's name, by Microsoft's list. */
export const OWN_CHANNEL = 'directline'

/** Our name for a channel of Azure's: its Direct Line is not ours, though it is called the same. */
export function azureChannel(channelId: string): string {
  return channelId === OWN_CHANNEL ? `azure-${OWN_CHANNEL}` : channelId
}

/** Whether a channel shows Web Chat, whichever of the two Direct Lines brings it there. */
export function hasWebChat(channel: string): boolean {
  return channel === OWN_CHANNEL || channel === azureChannel(OWN_CHANNEL) || channel === 'webchat'
}
