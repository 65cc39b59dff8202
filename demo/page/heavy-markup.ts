const CURVES = Array.from({ length: 24 }, (_, index) => `c${index}.397 1.185 8.${index} -2.777 8.746 -6.158`)

/** What one piece of dressing is made of: nested elements, long lists of classes and an icon. */
const PIECE = [
  '<div class="relative flex h-full w-full items-center justify-center overflow-hidden rounded-md border px-1 text-sm">',
  '<div class="absolute inset-0 animate-pulse flex items-center justify-center bg-gray-200 dark:bg-gray-800"></div>',
  '<span class="block min-w-0 truncate font-medium hover:underline peer-hover:underline dark:text-gray-400"></span>',
  `<svg class="size-3" aria-hidden="true" width="1em" height="1em" viewBox="0 0 256 250"><path d="M0 0${CURVES.join('')}z"></path></svg>`,
  '</div>',
].join('')

/** Markup without any content, of at most `bytes`: what a parser of HTML has to get through on the site's pages. */
export function heavyMarkup(bytes: number): string {
  return PIECE.repeat(Math.floor(bytes / PIECE.length))
}
