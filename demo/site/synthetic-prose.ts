import { hashChoice } from './hash-text.ts'
import { METHODS, SUBJECTS } from './synthetic-names.ts'

const OPENINGS = [
  'We study how',
  'This made-up text says that',
  'Experiments on "toy" data show that',
  'Under R&D budgets (n > 0)',
  String.raw`At a cost of $O(n \log n) < O(n^2)$`,
  'Unlike earlier work,\n',
] as const

const VERBS = [
  'improves',
  'explains',
  'replaces',
  'scales with',
  'fails without',
  'is distilled into',
] as const

/** Sentences about nothing, always the same for the same key, that end with the first one past `length` characters. */
export function syntheticProse(key: string, length: number): string {
  let prose = ''
  for (let sentence = 0; prose.length < length; sentence += 1) {
    const choose = <T>(purpose: string, choices: readonly T[]): T =>
      hashChoice(`${purpose} ${sentence} ${key}`, choices)
    const subject = choose('subject', SUBJECTS).toLowerCase()
    const object = choose('object', METHODS).toLowerCase()
    prose += `${prose === '' ? '' : ' '}${choose('opening', OPENINGS)} ${subject} ${choose('verb', VERBS)} ${object}.`
  }
  return prose
}
