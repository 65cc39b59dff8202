import { webAddress } from './text.ts'

const ADDRESS =
  /(?:https?:\/\/|(?<![\w@./-])(?:www\.)?(?:github\.com|huggingface\.co|gitlab\.com)\/)[^\s<>"'(){}[\]|\\^`]+/gi
const TRAILING = /[.,;:!?*_~]+$/

/** Finds the web addresses in a text, each once, in order, without surrounding punctuation. */
export function linksIn(text: string): string[] {
  const links = [...text.matchAll(ADDRESS)].flatMap(([found]) => {
    const plain = found.replace(TRAILING, '')
    const address = webAddress(/^https?:/i.test(plain) ? plain : `https://${plain}`)
    return address === null ? [] : [address]
  })
  return [...new Set(links)]
}
