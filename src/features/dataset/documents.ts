import { z } from 'zod'
import { count, counts, text, type Printed } from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * Output of its commands for programs.
 */

/** Of `dataset export`. */
export const datasetWritten = z.strictObject({
  folder: text('The folder, as typed.'),
  files: count('Files of the data set.'),
  changed: count('New or changed files.'),
  bytes: count('Bytes of all files.'),
  rows: counts('Rows that were read, by table; with --since without those of earlier months.'),
})

export type DatasetWritten = Printed<typeof datasetWritten>

/** Documents of the feature, by name. */
export const DATASET_DOCUMENTS: FeatureDocuments = {
  outputs: {
    'dataset-export': {
      about: 'Contents of the data set',
      commands: ['dataset export'],
      schema: datasetWritten,
    },
  },
}
