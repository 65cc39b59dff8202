import { paperReference } from '../model/paper-reference.ts'
import {
  isMovingPeriod,
  PAIR_NAMES,
  type ParsedSelection,
  pairsOf,
  type Selection,
  selectionOf,
} from './selection.ts'

/** Short names of pairs. */
const SHORT: Readonly<Record<string, string>> = {
  org: 'organization',
  by: 'submitter',
  words: 'q',
  min: 'votes',
}

/** A part of a selection as typed: quoted words, a name with quoted or plain text after it, or plain words. */
const PART = /(?:(?<name>[a-z]+):)?(?<minus>-)?"(?<quoted>[^"]*)"|(?<plain>\S+)/gu

/**
 * Parses a selection as typed: `week:2026-W23 org:nvidia has:code "diffusion models" top:5`. Words without a
 * name are searched for; `today`, `last-week` and so on are periods, unless quoted; `trending` is
 * `order:momentum`.
 */
export function parseSelection(text: string): ParsedSelection {
  const pairs: Record<string, string> = {}
  const words: string[] = []
  for (const { groups = {} } of text.matchAll(PART)) {
    const { name, minus = '', quoted, plain = '' } = groups
    if (quoted !== undefined && name === undefined) {
      words.push(`${minus}"${quoted}"`)
      continue
    }
    const colon = plain.indexOf(':')
    if (quoted === undefined && isMovingPeriod(plain)) {
      if (pairs['period'] !== undefined)
        return { problem: `${pairs['period']} and ${plain}: expected one period` }
      pairs['period'] = plain
      continue
    }
    if (quoted === undefined && plain === 'trending') {
      pairs['order'] = 'momentum'
      continue
    }
    if (quoted === undefined && (colon < 1 || paperReference(plain) !== null)) {
      words.push(plain)
      continue
    }
    const typed = name ?? plain.slice(0, colon)
    const value = quoted ?? plain.slice(colon + 1)
    const full = SHORT[typed] ?? typed
    if (!PAIR_NAMES.some((each) => each === full)) {
      return {
        problem: `${typed}:${value}: expected one of ${PAIR_NAMES.join(', ')}; to search for it put it in quotes, as in '"${typed}:${value}"'`,
      }
    }
    if (pairs[full] !== undefined)
      return { problem: `${typed}:${value}: ${full} was given twice, expected it once` }
    pairs[full] = value
  }
  if (words.length > 0) pairs['q'] = [...(pairs['q'] === undefined ? [] : [pairs['q']]), ...words].join(' ')
  return selectionOf(pairs)
}

/** Joins the words of a command line, restoring the quotes of `author:"Jane Doe"` that the shell removed. */
export function textOfWords(words: readonly string[]): string {
  return words
    .map((word) => {
      const [, name, value] = /^([a-z]+):([^":]*\s[^":]*)$/u.exec(word) ?? []
      return name === undefined ? word : `${name}:"${value}"`
    })
    .join(' ')
}

/** Parses a selection from the words of a command line. */
export function parseSelectionWords(words: readonly string[]): ParsedSelection {
  return parseSelection(textOfWords(words))
}

/** Formats a selection as typed, without defaults; `parseSelection` reads it back. */
export function selectionText(selection: Selection): string {
  return Object.entries(pairsOf(selection))
    .map(([name, value]) => {
      if (name === 'period') return value
      if (name === 'q') return asWords(value)
      return /\s/u.test(value) ? `${name}:"${value}"` : `${name}:${value}`
    })
    .join(' ')
}

/** Formats search words, quoting those that would be parsed as something else. */
function asWords(words: string): string {
  return [...words.matchAll(PART)]
    .map(([part]) => {
      if (part.startsWith('"') || part.startsWith('-"')) return part
      if (paperReference(part) !== null) return part
      return isMovingPeriod(part) || part === 'trending' || part.indexOf(':') > 0
        ? `"${part.replaceAll('"', '')}"`
        : part
    })
    .join(' ')
}
