import { sql } from '../../src/base/sql.ts'
import { knownDefinitions } from '../../src/load/warehouse/known-definitions.ts'
import { knownMigrations } from '../../src/load/warehouse/known-migrations.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'

/** The migrations that 0000_baseline replaced, with the hashes of their files. */
const REPLACED = `
  0000_functions 67f243688286523a48c336af6a597935606612d1da1c1fe62102fbd4a9c9a2f3
  0001_tables e83886342ee095d683e644c1b490486533068a44901f8b1a6d47ed0fceafc983
  0002_views 38da027689c7ed2cdf1c1f356970766a6b94376bb3bfd2eab432b88e485c18c1
  0003_comments 392eae48125888328d891888aff20ec3146cf087a04ac71889002b56853c9c62
  0004_log 850776a4a53ecf10aeb46edf2adcaadbf6c7334569cce4714ae50eddca280730
  0005_log_views 3697826f507cd7fbb7f5d79f31451532399c752240bb90890eeb19ced67551b0
  0006_forgotten_captures 02efe0bf42345e6461e6e67e4bdc3695eb1a80f916c0c1fa458574ef90ab8cd7
  0007_periods 305a5fda7e652fe7b44bf4d581e964782154b5a25b5ba4f9aaa0979d06739166
  0008_authors_without_keys 70c2d7705f645629ef13623502fceaa4417c94446afde28ada95035e5d403f4b
  0009_selection bb8d520ae519a2a96727491eb686798871a6d61e0054ed2f49fe8a340a3737d5
  0010_history 8a7d8ce17ec3adc98b9567a0ea092154af7394df6d9488261dded26b3db9f4ae
  0011_dataset_views 7ecfb0114155d47e256d85cf0780c01bf37eeb229be511fd6f04d40827f0417f
  0012_paper_pages 8b7e07727175c47b0d8c122c3a14783d2e75d274d89e62058297fb15ccf1c2b9
  0013_trust 63728219cd530218f5dce616017cad77a2d472be888880ac231207ac43d1a2d8
  0014_digest a0ee538802104e436ea1ab69b0c64f273bfb7303090aa3537dc820ff1e9f0133
  0015_egress 665829f23458d4df3ebdea4c82a6bf449569ffebd6c7c6c23b022fa3744af095
  0016_queue 51acb21f8599823d3534531c1b18233c411553555ea47467d15a0af6361e4531
  0017_paper_uses 7eec594fe131281facc8701f2ce59caeabedaff18852f5be71539789518a99f3
  0018_depots 5b4eea1213ccf988ca911a81909895304945bd31f1c782e91de2ac7cd87504e6
  0019_depot_owner 74dda84eb72670f0297824c8d198fec27623159ad17f63786704ddad08570629
  0020_trending_faster 111958e5075c479fe87efba39fe94f8afe806ed858402c85df3ce28573d0f56d
  0021_last_answer 59694b8f1501d701612ad96b897564aeb6b4c9507a7ee2ba617a77f202925fc5
  0022_lasting_drift 5989a6a93aaa0745ff291c04ac1eceddf695ccdde2f5769c3679c2a63a452b2c
  0023_moves 2518f8449668f09d64e045fb0e32ca5da4d29d7bb902887ee16aaef367fc3dd8
  0024_search f0a9f648f7c08132432a57634e92ec798ec229b0a8e76968a590063c0659b60a
`

/**
 * Makes a warehouse one from before the baseline: without what later migrations make, recorded as it was then. Its views
 * and functions are those of now.
 */
export async function beforeBaseline(warehouse: Warehouse): Promise<void> {
  await beforeNames(warehouse)
  await warehouse.rows(sql`drop table definitions`)
  await warehouse.rows(sql`drop index paper_texts_topics`)
  await warehouse.rows(sql`drop text search configuration paper_english`)
  await warehouse.rows(sql`drop text search dictionary english_words`)
  await warehouse.rows(sql`delete from migrations`)
  for (const [position, line] of REPLACED.trim().split('\n').entries()) {
    const [tag, hash] = line.trim().split(' ')
    await warehouse.rows(
      sql`insert into migrations (position, tag, hash) values (${position}, ${tag}, ${hash})`,
    )
  }
}

/** Makes a warehouse one from before 0002_names: its tables beside the views, under their names of then. It has no views. */
export async function beforeNames(warehouse: Warehouse): Promise<void> {
  const names = knownMigrations().find(({ tag }) => tag === '0002_names')
  const undone = names?.statements.flatMap((statement) => undo(statement)).toReversed() ?? []
  const views = knownDefinitions().filter(({ kind }) => kind === 'view')
  await warehouse.transaction(async (tx) => {
    for (const { name } of views) await tx.rows(sql.raw(`drop view if exists ${name} cascade`))
    for (const statement of undone) await tx.rows(sql.raw(statement))
    await tx.rows(sql`drop schema paperboy`)
    await tx.rows(sql`delete from definitions where kind = 'view'`)
    await tx.rows(sql`delete from migrations where tag = '0002_names'`)
  })
}

function undo(statement: string): string[] {
  const text = statement.replaceAll(/^--.*$/gm, '').trim()
  const moved = /^ALTER TABLE ("\w+") SET SCHEMA /.exec(text)
  if (moved) return [`alter table ${moved[1]} set schema public`]
  const renamed =
    /^ALTER (TABLE|INDEX|SEQUENCE) ("\w+") RENAME (COLUMN |CONSTRAINT )?(?:("\w+") )?TO ("\w+");?$/.exec(text)
  if (!renamed) {
    if (text.startsWith('COMMENT ')) return []
    throw new Error(`no way back from ${text}`)
  }
  const [, what, on, part = '', from, to] = renamed
  return [
    part === ''
      ? `alter ${what} ${to} rename to ${on}`
      : `alter ${what} ${on} rename ${part}${to} to ${from}`,
  ]
}
