import { parseHTML } from 'linkedom'

/** Elements that stand in a line of text without styles. */
const INLINE: ReadonlySet<string> = new Set(
  'a abbr b bdi cite code em i kbd label q s samp small span strong summary time var'.split(' '),
)
/** Elements that may stand within a word. */
const WITHIN_WORDS: ReadonlySet<string> = new Set(['del', 'ins', 'mark', 'sub', 'sup', 'wbr'])
/** What is no text of the page. */
const UNREAD: ReadonlySet<string> = new Set(['head', 'math', 'script', 'style', 'svg', 'template'])

/** Places where two words of a page stand together without its styles, such as `80|votes`. */
export function runTogether(html: string): string[] {
  const { document } = parseHTML(html)
  const found: string[] = []
  let before = ''
  let isApart = true
  const read = (node: ChildNode) => {
    if (node.nodeType === 3) {
      const text = node.textContent ?? ''
      if (text === '') return
      if (!isApart && /[^\s([{“"'/\-–—]$/u.test(before) && /^[\p{L}\p{N}+]/u.test(text))
        found.push(`${before.slice(-20)}|${text.slice(0, 20)}`)
      before = text
      isApart = true
      return
    }
    if (node.nodeType !== 1) return
    const { localName, childNodes } = node as Element
    if (UNREAD.has(localName)) return
    const cross = () => {
      if (INLINE.has(localName)) isApart = false
      else if (!WITHIN_WORDS.has(localName)) before = ''
    }
    cross()
    for (const child of childNodes) read(child)
    cross()
  }
  read(document.documentElement)
  return found
}
