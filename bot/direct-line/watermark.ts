/** The number a watermark stands for: the start when there is none; undefined when it is no watermark of ours. */
export function readWatermark(watermark: string | undefined): number | undefined {
  if (watermark === undefined || watermark === '' || watermark === '-') return 0
  return /^\d{1,9}$/.test(watermark) ? Number(watermark) : undefined
}
