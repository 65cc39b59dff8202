import { InvalidArgumentError } from 'commander'

/** Parses a whole number from 1 on the command line. */
export function positiveInteger(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1.')
  return Number(text)
}
