import type { Era } from './era.ts'
import { cards } from './eras/cards.ts'
import { day2024 } from './eras/day-2024.ts'
import { day2026 } from './eras/day-2026.ts'
import { listApi } from './eras/list-api.ts'
import { paper2025 } from './eras/paper-2025.ts'
import { paperApi } from './eras/paper-api.ts'
import { month2026, week2026 } from './eras/period-2026.ts'
import { query2026 } from './eras/query-2026.ts'
import { trending2026 } from './eras/trending-2026.ts'

/**
 * All known generations of all kinds of page. The first era that recognises a page reads
 * it. To add one, write its file in `eras/` and its line here.
 */
export const ERAS: readonly Era[] = [
  // A page of hits has the newest day's list, too, so it comes before the days.
  query2026,
  trending2026,
  day2026,
  week2026,
  month2026,
  day2024,
  paper2025,
  cards,
  listApi,
  paperApi,
]
