import type { JsonObject } from '../page/account-json.ts'
import type { HostileTextFault } from './fault.ts'

const MEGABYTE = 1_048_576

/** Puts hostile text into an entry's title, abstract or links. The entry is changed in place. */
export function plantHostileText(entry: JsonObject, paper: JsonObject, text: HostileTextFault['text']): void {
  const title = String(paper['title'])
  const plant = (newTitle: string, newAbstract: string): void => {
    for (const target of [entry, paper]) {
      target['title'] = newTitle
      target['summary'] = newAbstract
    }
  }
  switch (text) {
    case 'nul':
      plant(`${title}\u0000 after NUL`, 'Stand-in\u0000text with NUL')
      break
    case 'lone-surrogate':
      plant(`${title} \uD83D alone`, 'Stand-in text \uDE00 with the other half')
      break
    case 'bidi':
      plant(`\u202E${title}\u202C \u2066\u200F`, 'Stand-in \u202Etext\u202C with right-to-left marks')
      break
    case 'script':
      plant(
        `${title} <script>alert("title")</script>`,
        '</div><script>alert("abstract")</script><img src=x onerror=alert(1)>',
      )
      break
    case 'javascript-url':
      paper['projectPage'] = 'javascript:alert(document.domain)'
      paper['githubRepo'] = ' JavaScript:alert(1)//github.com/owner/name'
      entry['thumbnail'] = 'javascript:alert(2)'
      break
    case 'huge-abstract':
      plant(title, 'Stand-in text. '.repeat(Math.ceil(MEGABYTE / 15)))
      break
  }
}
