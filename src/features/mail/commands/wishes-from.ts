import { type Command, Option } from 'commander'
import { UsageError } from '../../../base/errors.ts'
import { LANGUAGES } from '../../../model/language.ts'
import { FREQUENCIES } from '../../../model/frequency.ts'
import type { Wishes } from '../../../model/subscriber.ts'
import { textOfWords } from '../../../query/selection-text.ts'

/** Options of a subscription beside the selection, as typed. */
export interface WishFlags {
  readonly frequency: Wishes['frequency']
  readonly hour: string
  readonly zone: string
  readonly language: string
}

/** Adds the options of a subscription to a command. */
export function withWishes(command: Command): Command {
  return command
    .addOption(new Option('--frequency <frequency>', 'how often').choices([...FREQUENCIES]).default('daily'))
    .option('--hour <hour>', 'earliest hour of the day', '7')
    .option('--zone <zone>', 'time zone of the hour, such as Europe/Berlin', 'UTC')
    .addOption(
      new Option('--language <language>', 'language of the mails').choices([...LANGUAGES]).default('en'),
    )
}

/**
 * Collects the wishes that a person typed; the job validates them.
 *
 * @throws {UsageError} when the hour is not a number
 */
export function wishesFrom(words: readonly string[], { frequency, hour, zone, language }: WishFlags): Wishes {
  if (!/^\d{1,2}$/.test(hour)) throw new UsageError(`--hour ${hour}: expected a whole number from 0 to 23`)
  return { selection: textOfWords(words), frequency, hour: Number(hour), zone, language }
}
