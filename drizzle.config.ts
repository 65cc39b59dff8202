import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/load/warehouse/schema.ts',
  out: './drizzle',
})
