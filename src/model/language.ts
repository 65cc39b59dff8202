/** Languages that mails are written in. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'zh', 'ja'] as const

export type Language = (typeof LANGUAGES)[number]

/** True for a language that mails are written in. */
export function isLanguage(text: string): text is Language {
  return LANGUAGES.some((each) => each === text)
}

/** Returns the language of a mail for a stored tag: `de` for `de-AT`, English for an unknown one. */
export function languageOf(tag: string): Language {
  const [primary = ''] = tag.toLowerCase().split('-')
  return isLanguage(primary) ? primary : 'en'
}
