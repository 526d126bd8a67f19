import { Plugin, type Command } from '@oclif/core';

/** The commands by oclif's id (`setup:direct-lvm`), each loaded when it is called. */
export type BundledCommands = Readonly<Record<string, () => Promise<unknown>>>;

/** oclif's plugin, with commands that lie in the bundle and not in files of their own. */
export class BundledPlugin extends Plugin {
  private readonly bundled: BundledCommands;

  constructor(root: string, bundled: BundledCommands) {
    super({ root, isRoot: true, type: 'core' });
    this.bundled = bundled;
  }

  override findCommand(id: string, opts: { must: true }): Promise<Command.Class>;
  override findCommand(id: string, opts?: { must: boolean }): Promise<Command.Class | undefined>;
  override async findCommand(id: string): Promise<Command.Class> {
    const module = await this.bundled[id]?.();
    if (module === undefined) throw new Error(`the bundle has no command ${id}`);
    const { default: command } = module as { readonly default: Command.Class };
    command.id = id;
    command.plugin = this;
    return command;
  }
}
