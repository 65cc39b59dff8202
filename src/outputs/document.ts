import type { z } from 'zod'

/** One kind of document. */
export interface Output {
  readonly about: string
  /** Command lines that print it with `--json`; none for all or no command. */
  readonly commands: readonly string[]
  readonly schema: z.ZodType
}

/** Documents of a feature. */
export interface FeatureDocuments {
  readonly outputs: Readonly<Record<string, Output>>
  /** Keys that it adds to `status`. */
  readonly status?: z.ZodRawShape
  /** Keys that it adds to `health.json`. */
  readonly health?: z.ZodRawShape
}
