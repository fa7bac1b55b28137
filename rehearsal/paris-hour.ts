const FORMAT = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Paris',
  weekday: 'short',
  hour: '2-digit',
  hourCycle: 'h23',
})
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Returns the day of the week (0 is Monday) and the hour in Paris. */
export function parisHour(instant: number): { weekday: number; hour: number } {
  const parts = FORMAT.formatToParts(instant)
  const fieldOf = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return { weekday: WEEKDAYS.indexOf(fieldOf('weekday')), hour: Number(fieldOf('hour')) }
}
