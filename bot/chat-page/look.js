// Web Chat's style: the colours the page's style sheet has now, light or dark.
window.chatLook = () => {
  const tokens = getComputedStyle(document.documentElement)
  const colour = (name) => tokens.getPropertyValue(`--${name}`).trim()
  const [surface, sunken, line, text, faint, accent] = [
    'surface',
    'sunken',
    'line',
    'text',
    'faint',
    'accent',
  ].map(colour)
  return {
    accent,
    subtle: faint,
    primaryFont: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
    backgroundColor: surface,
    bubbleBackground: colour('ground'),
    bubbleTextColor: text,
    bubbleBorderColor: line,
    bubbleBorderRadius: 12,
    bubbleFromUserBackground: colour('accent-ground'),
    bubbleFromUserTextColor: text,
    bubbleFromUserBorderColor: colour('accent-line'),
    bubbleFromUserBorderRadius: 12,
    bubbleMaxWidth: 560,
    botAvatarInitials: 'A',
    botAvatarBackgroundColor: '#0b5d57',
    avatarSize: 32,
    suggestedActionLayout: 'flow',
    suggestedActionBackgroundColor: surface,
    suggestedActionBackgroundColorOnHover: sunken,
    suggestedActionBackgroundColorOnActive: line,
    suggestedActionBorderColor: accent,
    suggestedActionBorderRadius: 16,
    suggestedActionHeight: 36,
    suggestedActionTextColor: accent,
    suggestedActionKeyboardFocusIndicatorBorderColor: accent,
    timestampColor: faint,
    notificationText: faint,
    failedConnectivity: colour('late-text'),
    slowConnectivity: colour('soon-text'),
    sendBoxBackground: surface,
    sendBoxTextColor: text,
    sendBoxPlaceholderColor: faint,
    sendBoxButtonColor: faint,
    sendBoxButtonShadeColorOnHover: sunken,
    sendBoxButtonShadeColorOnActive: line,
    sendBoxButtonKeyboardFocusIndicatorBorderColor: accent,
    sendBoxBorderTop: `1px solid ${line}`,
    // A complaint is longer than one line.
    sendBoxTextWrap: true,
    hideUploadButton: false,
    uploadAccept: 'image/*,video/*,application/pdf,text/plain',
    sendTypingIndicator: true,
    // A photograph is sent together with the text beside it.
    sendAttachmentOn: 'send',
  }
}
