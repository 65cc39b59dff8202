/** Markup that is safe to send. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** What may stand between the tags of a template: text is escaped, markup of another template is not. */
type Part = string | number | Html | readonly Html[]

/**
 * A template of HTML. What is put into it is text unless a template made it.
 *
 * @example html`<a href="${url}">${title}</a>`
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = parts.map((part) => {
    if (part instanceof Html) return part.markup
    if (typeof part === 'object') return part.map((each) => each.markup).join('')
    return String(part).replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '')
  })
  return new Html(String.raw({ raw: strings }, ...markup))
}
