import { Command } from 'commander'

/** A command that does nothing by itself. Typed alone it prints its help on stdout, which is not an error. */
export class CommandGroup extends Command {
  override help(): never {
    return super.help()
  }
}
