import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiReport } from './api-report.ts'

writeFileSync(join(import.meta.dirname, '../docs/api-report.d.ts'), apiReport())
