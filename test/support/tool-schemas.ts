import { z } from 'zod'

/*
 * The files that tools take, as far as their documentation describes what is used of them: no registry has a schema of
 * them. What is not described is refused.
 */

const text = z.string().min(1)

/** Provisioning of data sources: grafana.com/docs/grafana/latest/datasources/postgres/configure */
export const GrafanaDatasources = z.strictObject({
  apiVersion: z.literal(1),
  datasources: z.array(
    z.strictObject({
      name: text,
      uid: z.string().regex(/^[\w-]{1,40}$/),
      type: z.literal('postgres'),
      access: z.literal('proxy'),
      url: text,
      user: text,
      secureJsonData: z.strictObject({ password: text }),
      jsonData: z.strictObject({
        database: text,
        sslmode: z.enum(['disable', 'require', 'verify-ca', 'verify-full']),
        postgresVersion: z.int().min(900),
        maxOpenConns: z.int().positive(),
      }),
    }),
  ),
})

/** Provisioning of dashboards: grafana.com/docs/grafana/latest/administration/provisioning */
export const GrafanaProviders = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.array(
    z.strictObject({
      name: text,
      type: z.literal('file'),
      options: z.strictObject({ path: z.string().startsWith('/') }),
    }),
  ),
})

/** A database as Metabase's configuration file and its API take it: metabase.com/docs/latest/api */
export const MetabaseDatabase = z.strictObject({
  name: text,
  engine: z.literal('postgres'),
  details: z.strictObject({
    host: text,
    port: z.int().min(1).max(65_535),
    dbname: text,
    user: text,
    password: text,
    ssl: z.boolean(),
    'schema-filters-type': z.enum(['all', 'inclusion', 'exclusion']),
    'schema-filters-patterns': text,
  }),
})

/** metabase.com/docs/latest/configuring-metabase/config-file */
export const MetabaseConfig = z.strictObject({
  version: z.literal(1),
  config: z.strictObject({ databases: z.array(MetabaseDatabase) }),
})

const age = z.strictObject({ count: z.int().positive(), period: z.enum(['minute', 'hour', 'day']) })

/** Properties of sources since dbt 1.10.5: docs.getdbt.com/reference/source-properties */
export const DbtSources = z.strictObject({
  version: z.literal(2),
  sources: z.array(
    z.strictObject({
      name: text,
      description: text,
      schema: text,
      tables: z.array(
        z.strictObject({
          name: text,
          description: text,
          config: z
            .strictObject({
              loaded_at_field: text,
              freshness: z.strictObject({ warn_after: age, error_after: age }),
            })
            .optional(),
          data_tests: z
            .array(
              z.strictObject({
                unique: z.strictObject({ arguments: z.strictObject({ column_name: text }) }),
              }),
            )
            .optional(),
          columns: z.array(
            z.strictObject({
              name: text,
              description: text,
              data_type: text,
              data_tests: z.array(z.enum(['not_null', 'unique'])).optional(),
            }),
          ),
        }),
      ),
    }),
  ),
})
