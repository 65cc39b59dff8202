import { InvalidArgumentError } from 'commander'

/** Parses a length of time as typed: `26h`, `90m`, `2d`, `1d12h`, or in ISO 8601 (`PT26H`). A day has 24 hours. */
export function duration(text: string): Temporal.Duration {
  const [whole, days, hours, minutes, seconds] =
    /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? []
  try {
    const span =
      whole === undefined || whole === ''
        ? Temporal.Duration.from(text)
        : Temporal.Duration.from({
            days: Number(days ?? 0),
            hours: Number(hours ?? 0),
            minutes: Number(minutes ?? 0),
            seconds: Number(seconds ?? 0),
          })
    if (span.sign > 0) return span
  } catch {
    // Falls through to the error, as an empty length does.
  }
  throw new InvalidArgumentError('Expected a length of time such as 26h, 90m or 2d.')
}
