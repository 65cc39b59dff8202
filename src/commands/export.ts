import { Command } from 'commander'
import { existsSync } from 'node:fs'
import { VERSION } from '../base/version.ts'
import { UsageError } from '../base/errors.ts'
import { eachCapture } from '../load/captures/capture-store.ts'
import { writeWarc } from '../load/captures/warc-file.ts'
import type { ExportedDocument } from '../outputs/captures.ts'
import type { App, CommonFlags } from './command.ts'
import { readAppConfig, todayOf, withWarehouse } from './app.ts'
import { parseOpenRange } from './parse-days.ts'
import { requireParentFolder } from './require-parent-folder.ts'

interface Flags extends CommonFlags {
  readonly from?: string
  readonly to?: string
}

/** `paperboy export` */
export function exportCommand(app: App): Command {
  return new Command('export')
    .argument('<file>', 'a name that ends with .warc.gz')
    .option('--from <date>', 'only days from this one on')
    .option('--to <date>', 'only days up to this one')
    .addHelpText('after', '\nExample:\n  $ npx paperboy export papers-2026.warc.gz --from 2026-01-01')
    .action(async (file: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      if (!file.endsWith('.warc.gz')) throw new UsageError(`${file}: expected a name that ends with .warc.gz`)
      if (existsSync(file)) throw new UsageError(`${file} already exists: give another name`)
      requireParentFolder(file)
      const config = await readAppConfig(flags)
      const filter = parseOpenRange(flags, todayOf(config))
      await withWarehouse(config, 'read', async (warehouse) => {
        const captures = await writeWarc(file, eachCapture(warehouse, filter), `paperboy/${VERSION}`)
        app.terminal.out(
          flags.json === true
            ? JSON.stringify({ file, captures } satisfies ExportedDocument)
            : `${captures} responses written to ${file}, verified by their hashes.`,
        )
      })
    })
}
