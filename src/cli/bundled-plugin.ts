import { Plugin, type Command } from '@oclif/core';

/** Data that the build puts into the bundle, so that no file has to be read. */
export interface Bundle {
  /** name, version, description and oclif of package.json. */
  readonly pjson: Plugin['pjson'];
  /** oclif.manifest.json. */
  readonly manifest: Plugin['manifest'];
  /** By oclif's id (`setup:direct-lvm`); each is loaded when it is called. */
  readonly commands: Readonly<Record<string, () => Promise<unknown>>>;
}

/** An oclif plugin without files: all that oclif would read is in the bundle. */
export class BundledPlugin extends Plugin {
  private readonly bundle: Bundle;

  constructor(bundle: Bundle) {
    super({ root: '/', isRoot: true, type: 'core', pjson: bundle.pjson });
    this.bundle = bundle;
  }

  override load(): Promise<void> {
    const { pjson, manifest } = this.bundle;
    const { name, version } = pjson;
    const { root, type = 'core' } = this.options;
    const moduleType = 'commonjs';
    Object.assign(this, { pjson, manifest, name, version, root, type, moduleType, hooks: {} });
    this.alias = name;
    this.isRoot = this.valid = this.hasManifest = true;
    this.commandIDs = Object.keys(manifest.commands);
    this.commands = Object.entries(manifest.commands).map(([id, command]) => ({
      ...command,
      pluginAlias: name,
      pluginType: 'core',
      load: () => this.findCommand(id, { must: true }),
    }));
    return Promise.resolve();
  }

  override findCommand(id: string, opts: { must: true }): Promise<Command.Class>;
  override findCommand(id: string, opts?: { must: boolean }): Promise<Command.Class | undefined>;
  override async findCommand(id: string): Promise<Command.Class> {
    const module = await this.bundle.commands[id]?.();
    if (module === undefined) throw new Error(`the bundle has no command ${id}`);
    const { default: command } = module as { readonly default: Command.Class };
    command.id = id;
    command.plugin = this;
    return command;
  }
}
