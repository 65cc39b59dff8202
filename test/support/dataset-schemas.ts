/*
 * The rules of the documents beside a data set, as JSON schemas: what the standards require, and what they say of the
 * properties that are used here. Transcribed from the texts of the standards, not copied from their profiles.
 */

const text = { type: 'string', minLength: 1 }
/** A path below the descriptor's folder: relative, with slashes, never up. */
const path = { type: 'string', pattern: '^(?![/~.])(?!.*(^|/)\\.\\.(/|$))(?!.*\\\\)[^:]+$' }
const link = { type: 'string', pattern: '^https?://' }
const instant = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' }
const fieldNames = { type: 'array', minItems: 1, items: text }

const FIELD_TYPES = [
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'list',
  'datetime',
  'date',
  'time',
  'year',
  'yearmonth',
  'duration',
  'geopoint',
  'geojson',
  'any',
]

const tableSchema = {
  type: 'object',
  required: ['fields'],
  properties: {
    fields: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['name'],
        properties: {
          name: text,
          type: { enum: FIELD_TYPES },
          description: text,
          constraints: { type: 'object', properties: { required: { type: 'boolean' } } },
        },
      },
    },
    primaryKey: fieldNames,
    foreignKeys: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['fields', 'reference'],
        properties: {
          fields: fieldNames,
          reference: {
            type: 'object',
            required: ['fields'],
            properties: { resource: text, fields: fieldNames },
          },
        },
      },
    },
  },
}

/** Data Package 2.0: https://datapackage.org/standard/data-package/, /data-resource/ and /table-schema/. */
export const DATA_PACKAGE_SCHEMA = {
  type: 'object',
  required: ['$schema', 'resources'],
  properties: {
    $schema: { const: 'https://datapackage.org/profiles/2.0/datapackage.json' },
    name: { type: 'string', pattern: '^[a-z0-9._-]+$' },
    title: text,
    description: text,
    version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' },
    created: instant,
    contributors: { type: 'array', minItems: 1, items: { type: 'object', required: ['title'] } },
    sources: {
      type: 'array',
      minItems: 1,
      items: { type: 'object', required: ['title'], properties: { path: { anyOf: [path, link] } } },
    },
    licenses: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        anyOf: [{ required: ['name'] }, { required: ['path'] }],
        properties: { path: { anyOf: [path, link] } },
      },
    },
    resources: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['name'],
        oneOf: [{ required: ['path'] }, { required: ['data'] }],
        properties: {
          name: { type: 'string', pattern: '^[a-z0-9._-]+$' },
          path: { anyOf: [path, { type: 'array', minItems: 1, uniqueItems: true, items: path }] },
          type: { const: 'table' },
          format: text,
          mediatype: { type: 'string', pattern: '^[^/]+/[^/]+$' },
          encoding: text,
          bytes: { type: 'integer', minimum: 0 },
          hash: { type: 'string', pattern: '^([a-z0-9]+:[a-f0-9]+|[a-f0-9]{32})$' },
          schema: tableSchema,
        },
      },
    },
  },
}

const reference = {
  type: 'object',
  required: ['@id'],
  properties: { '@id': text },
  additionalProperties: false,
}
const named = { '@id': text, name: text, description: text }

/** Croissant 1.0: http://mlcommons.org/croissant/1.0, sections on the data set, FileObject, FileSet and RecordSet. */
export const CROISSANT_SCHEMA = {
  type: 'object',
  required: [
    '@context',
    '@type',
    'conformsTo',
    'name',
    'description',
    'license',
    'url',
    'creator',
    'datePublished',
    'distribution',
  ],
  properties: {
    '@context': {
      type: 'object',
      required: [
        '@vocab',
        'cr',
        'sc',
        'dct',
        'conformsTo',
        'recordSet',
        'field',
        'source',
        'extract',
        'column',
      ],
      properties: {
        '@vocab': { const: 'https://schema.org/' },
        cr: { const: 'http://mlcommons.org/croissant/' },
        sc: { const: 'https://schema.org/' },
        dct: { const: 'http://purl.org/dc/terms/' },
        conformsTo: { const: 'dct:conformsTo' },
      },
    },
    '@type': { const: 'sc:Dataset' },
    conformsTo: { const: 'http://mlcommons.org/croissant/1.0' },
    name: text,
    description: text,
    version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' },
    url: link,
    license: {
      anyOf: [
        link,
        { type: 'object', properties: { '@type': { const: 'sc:CreativeWork' } }, required: ['@type'] },
      ],
    },
    creator: {
      type: 'object',
      required: ['@type', 'name'],
      properties: { '@type': { enum: ['sc:Organization', 'sc:Person'] } },
    },
    datePublished: { anyOf: [instant, { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' }] },
    isLiveDataset: { type: 'boolean' },
    distribution: {
      type: 'array',
      minItems: 1,
      items: {
        oneOf: [
          {
            type: 'object',
            required: ['@type', '@id', 'name', 'contentUrl', 'encodingFormat', 'sha256'],
            properties: {
              ...named,
              '@type': { const: 'cr:FileObject' },
              contentUrl: { anyOf: [path, link] },
              contentSize: { type: 'string', pattern: '^\\d+ B$' },
              encodingFormat: text,
              sha256: { type: 'string', pattern: '^[a-f0-9]{64}$' },
            },
          },
          {
            type: 'object',
            required: ['@type', '@id', 'name', 'encodingFormat', 'includes'],
            properties: {
              ...named,
              '@type': { const: 'cr:FileSet' },
              includes: text,
              encodingFormat: text,
            },
          },
        ],
      },
    },
    recordSet: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['@type', '@id', 'name', 'field'],
        properties: {
          ...named,
          '@type': { const: 'cr:RecordSet' },
          key: { anyOf: [reference, { type: 'array', minItems: 1, items: reference }] },
          field: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['@type', '@id', 'name', 'dataType', 'source'],
              properties: {
                ...named,
                '@type': { const: 'cr:Field' },
                dataType: {
                  enum: [
                    'sc:Text',
                    'sc:Integer',
                    'sc:Float',
                    'sc:Boolean',
                    'sc:Date',
                    'sc:DateTime',
                    'sc:URL',
                  ],
                },
                repeated: { const: true },
                source: {
                  type: 'object',
                  required: ['extract'],
                  oneOf: [{ required: ['fileObject'] }, { required: ['fileSet'] }],
                  properties: {
                    fileObject: reference,
                    fileSet: reference,
                    extract: { type: 'object', required: ['column'], properties: { column: text } },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
}
