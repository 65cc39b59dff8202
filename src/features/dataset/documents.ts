import { z } from 'zod'
import { count, counts, text, type Printed } from '../../base/schema.ts'
import type { FeatureDocuments } from '../../outputs/document.ts'

/*
 * What its commands print for programs.
 */

/** Of `dataset export`. */
export const datasetWritten = z.strictObject({
  folder: text('The folder, as it was typed.'),
  files: count('Files of the data set.'),
  changed: count('Those that are new or changed.'),
  bytes: count('Bytes of all files.'),
  rows: counts('Rows that were read, by table; with --since those of earlier months are not among them.'),
})

export type DatasetWritten = Printed<typeof datasetWritten>

/** Its documents by their names. */
export const DATASET_DOCUMENTS: FeatureDocuments = {
  outputs: {
    'dataset-export': {
      about: 'What the data set holds',
      commands: ['dataset export'],
      schema: datasetWritten,
    },
  },
}
