import { DATASET_ABOUT, SOURCE } from './data-package.ts'
import { type DatasetFacts, patternOf } from './facts.ts'
import { queries } from './queries.ts'

/** Size classes of hubs, with the first number above each. */
const SIZES = [
  [1000, 'n<1K'],
  [10_000, '1K<n<10K'],
  [100_000, '10K<n<100K'],
  [1_000_000, '100K<n<1M'],
  [10_000_000, '1M<n<10M'],
] as const

/** Renders the card of the data set, in Markdown, with the YAML front matter that hubs read. */
export function dataCard(facts: DatasetFacts): string {
  const { tables, formats, papers, firstDay, lastDay, readAt } = facts
  const [format] = formats
  const configs = tables.flatMap((table) => [
    `- config_name: ${table.name}`,
    `  data_files: "${patternOf(table, format)}"`,
    ...(table.name === 'paper_days' ? ['  default: true'] : []),
  ])
  const size = SIZES.find(([limit]) => papers < limit)?.[1] ?? '10M<n<100M'
  const span =
    firstDay === null
      ? 'Nothing has been read yet.'
      : `It holds ${papers} papers, and lists from ${firstDay} to ${lastDay}${readAt === null ? '' : `, last read at ${readAt}`}.`
  const contents = tables.map(
    (table) =>
      `| \`${table.name}\` | \`${patternOf(table, format)}\` | ${table.key.join(', ')} | ${table.about} |`,
  )
  return `---
pretty_name: ${SOURCE.title}
language:
- en
license: other
license_name: rights-of-the-authors
license_link: README.md
size_categories:
- ${size}
tags:
- papers
- arxiv
- votes
- history
configs:
${configs.join('\n')}
---

# ${SOURCE.title}

${DATASET_ABOUT} ${span}

Written by \`paperboy dataset export\` from a warehouse of Paperboy; source: ${SOURCE.path}.

## Tables

| table | files | key | one row is |
| --- | --- | --- | --- |
${contents.join('\n')}

Formats: ${formats.join(', ')}. The columns, their types and meanings are in \`datapackage.json\` (Data Package 2) and \`croissant.json\` (Croissant 1.0). \`SHA256SUMS\` has the sum of every file: \`sha256sum -c SHA256SUMS\`.

Days are UTC dates and name the list in the site's address; instants are UTC. Missing is null, never 0. Ids are text, even where they look like numbers: \`2501.00010\` is not \`2501.0001\`. Months are those of the day, or of the instant at which it was observed. In Parquet, JSON stands as text; in CSV, lists and JSON stand as JSON, an empty text is \`""\` and a missing value is nothing.

## What to know

- A count is what a page showed at that instant; between two readings it is unknown.
- \`observations\` with \`on_hold\` were too unlike the readings before them to be believed; nothing else was derived from them.
- A paper that left a list keeps its row, with \`gone_at\`.
- Months change when the site or the warehouse learns more of them: compare by sum.

## Rights

Titles, abstracts and comments belong to who wrote them; each paper's page says under which license it stands. Summaries and keywords are the site's.

## Queries

The same as in \`queries/\`.

${Object.entries(queries(facts))
  .map(([path, text]) => `\`\`\`${path.endsWith('.sql') ? 'sql' : 'python'}\n${text}\`\`\``)
  .join('\n\n')}
`
}
