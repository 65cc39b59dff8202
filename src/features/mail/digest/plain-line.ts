/** Controls, line ends, and marks that change the text direction. */
// oxlint-disable-next-line no-control-regex -- these are removed.
const UNWANTED = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/gu

/** Makes text one line, fit for a header and for the text part: nothing in it ends the line or changes the direction. */
export function plainLine(text: string): string {
  return text.toWellFormed().replaceAll(UNWANTED, ' ').replaceAll(/\s+/gu, ' ').trim()
}

/** Shortens a line to a length, cut after a word. */
export function shortened(text: string, most: number): string {
  const line = plainLine(text)
  if (line.length <= most) return line
  const cut = line.slice(0, most - 1)
  const end = cut.lastIndexOf(' ')
  return `${(end > most / 2 ? cut.slice(0, end) : cut).toWellFormed().replace(/[\s,;:.\uFFFD]+$/u, '')}…`
}
