import { languageOf } from '../../../model/language.ts'
import { html, raw } from 'hono/html'

/*
 * The look of a mail. Each element carries its style: many mail programs drop a style sheet. They are written out here and
 * not by a tool that inlines CSS, since there are a dozen of them and what is sent stays the same to the byte. The
 * style sheet holds only what an attribute can't: dark mode.
 */

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

/** Styles by the class that dark mode knows them by. */
export const LOOKS = {
  page: `margin:0;padding:0;background:#ffffff;color:#1a1a1a;${FONT};font-size:16px;line-height:1.5`,
  column: 'max-width:600px;margin:0 auto;padding:20px 16px;overflow-wrap:anywhere;word-break:break-word',
  title: 'font-size:22px;line-height:1.3;margin:0 0 16px;color:#1a1a1a',
  heading: 'font-size:17px;line-height:1.3;margin:28px 0 12px;color:#1a1a1a',
  list: 'list-style:none;margin:0;padding:0',
  paper: 'margin:0 0 20px;padding:0',
  paperTitle: 'font-size:16px;line-height:1.4;margin:0;font-weight:600',
  link: 'color:#0b4fb3;text-decoration:underline',
  line: 'margin:2px 0 0;color:#1a1a1a',
  muted: 'margin:2px 0 0;color:#555555;font-size:14px',
  foot: 'margin:32px 0 0;padding:16px 0 0;border-top:1px solid #d0d0d0;color:#555555;font-size:14px',
} as const

const DARK = `:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){
.page{background:#141414 !important}
.page,.title,.heading,.line{color:#ededed !important}
.link{color:#9cc2ff !important}
.muted,.foot{color:#b8b8b8 !important}
.foot{border-color:#444444 !important}
}`

/** Markup of a part of a mail. None of it is asynchronous, so it is never a promise. */
export type Markup = ReturnType<typeof html>

/** Returns the attributes of an element with one of the looks. */
export function look(name: keyof typeof LOOKS): Markup {
  return html`class="${name}" style="${LOOKS[name]}"`
}

/** Wraps a mail's body into a page, which loads no picture, script or other file. */
export function mailPage(title: string, body: Markup, language: string): string {
  const page = html`<!doctype html>
    <html lang="${languageOf(language)}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${title}</title>
        <style>
          ${raw(DARK)}
        </style>
      </head>
      <body ${look('page')}>
        <main ${look('column')}>${body}</main>
      </body>
    </html> `
  if (page instanceof Promise) throw new TypeError('a part of a mail is asynchronous')
  return page.toString()
}
