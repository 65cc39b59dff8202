/** Words as the index of pages without a server holds them and is asked for them. */
export declare function indexWords(words: string): string

/** What is shown of a paper, as the index keeps it, so that it is not searched. */
export declare function asSigns(text: string): string

/** The same to be read. */
export declare function fromSigns(signs: string): string

/** A hit of Pagefind. */
export interface Result {
  readonly id: string
  readonly score: number
  readonly data: () => Promise<{ readonly raw_url?: string; readonly meta: Readonly<Record<string, string>> }>
}

/** Results of Pagefind for what is typed, the best first. */
export declare function findPapers(
  pagefind: { readonly search: (typed: string) => Promise<{ readonly results: readonly Result[] }> },
  typed: string,
): Promise<readonly Result[]>
