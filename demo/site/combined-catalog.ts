import type { Catalog } from './catalog.ts'

/**
 * Several catalogs as one. A day belongs to the first catalog whose span holds it; a paper to the first that
 * knows it. Throws a RangeError for an empty list.
 */
export function combineCatalogs(catalogs: readonly Catalog[]): Catalog {
  const spans = catalogs.map(({ span }) => span)
  const from = spans.map((span) => span.from).sort()[0]
  const to = spans
    .map((span) => span.to)
    .sort()
    .at(-1)
  if (from === undefined || to === undefined)
    throw new RangeError('combineCatalogs: got no catalog, expected one')
  const ownerOf = (day: string): Catalog | undefined =>
    catalogs.find(({ span }) => span.from <= day && day <= span.to)
  return {
    span: { from, to },
    appearancesOn: (day) => ownerOf(day)?.appearancesOn(day) ?? [],
    daysBetween: (first, last) =>
      catalogs
        .flatMap((catalog) => catalog.daysBetween(first, last).filter((day) => ownerOf(day) === catalog))
        .sort(),
    paper: (id) => catalogs.map((catalog) => catalog.paper(id)).find((paper) => paper !== undefined),
    search: (words) =>
      catalogs
        .flatMap((catalog) => catalog.search(words).filter(({ day }) => ownerOf(day) === catalog))
        .sort((one, other) => (one.day > other.day ? -1 : Number(one.day < other.day))),
  }
}
