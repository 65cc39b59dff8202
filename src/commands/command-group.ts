import { Command } from 'commander'

/** A command that does nothing by itself. Typed alone it explains itself on stdout, which is no error. */
export class CommandGroup extends Command {
  override help(): never {
    return super.help()
  }
}
