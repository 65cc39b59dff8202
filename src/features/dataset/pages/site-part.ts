import { html } from 'hono/html'
import { valuesOf } from '../../../base/setting.ts'
import type { SiteConfig } from '../../site/site-part.ts'
import { DATASET_SETTINGS } from '../settings.ts'
import { table } from '../../site/parts/table.ts'
import type { SitePart } from '../../site/site-context.ts'
import { SUMS } from '../old-dataset.ts'
import { addressOf, datasetRoutes, type OfferedTable, offeredTables } from './dataset-routes.ts'

/** Adds the configured data set; only a server offers its files. */
export function datasetPartFrom(config: SiteConfig, isLive: boolean): SitePart {
  const { dataset: folder, datasetUrl } = valuesOf(config, DATASET_SETTINGS)
  return datasetPart(isLive ? folder : null, datasetUrl)
}

/**
 * Adds a data set to the site.
 *
 * @param folder folder of the offered files; null for none, as in a static site
 * @param url public address of the data set; null for none
 */
export function datasetPart(folder: string | null, url: string | null): SitePart {
  return {
    ...(folder !== null && { files: () => datasetRoutes(folder) }),
    download: async () =>
      html`${
        url === null
          ? ''
          : html`<p><a href="${url}" rel="external">The data set</a>, as files to download.</p>`
      }
      ${folder === null ? '' : datasetTable(await offeredTables(folder))}`,
  }
}

function datasetTable(tables: readonly OfferedTable[]) {
  if (tables.length === 0) return ''
  return html`<p>
      The whole of it as files, described in <a href="${addressOf('README.md')}">README.md</a>,
      <a href="${addressOf('datapackage.json')}">datapackage.json</a> and
      <a href="${addressOf('croissant.json')}">croissant.json</a>, with
      <a href="${addressOf(SUMS)}">checksums</a>.
    </p>
    ${table<OfferedTable>(
      'Files of the data set',
      [
        ['Table', ({ name }) => name],
        ['Rows are', ({ about }) => about],
        ['Size', ({ bytes }) => sizeText(bytes), 'number'],
        ['Files', ({ files }) => fileLinks(files)],
      ],
      tables,
    )}`
}

function fileLinks(files: OfferedTable['files']) {
  const links = files.map(
    ({ path, address }) => html`<a href="${address}" download="${path.replaceAll('/', '-')}">${path}</a> `,
  )
  return files.length === 1
    ? html`${links}`
    : html`<details>
        <summary>${files.length} files</summary>
        ${links}
      </details>`
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
