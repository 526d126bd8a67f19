import {
  lsblkVersion,
  lvmVersion,
  parseLsblkVersion,
  parseLvmVersion,
  parseThinCheckVersion,
  parseWipefsVersion,
  thinCheckVersion,
  wipefsVersion,
} from '../lvm/version.ts';
import type { Command } from '../model/command.ts';
import type { DeviceFacts } from '../model/facts/device.ts';
import type { KernelFacts, Tool, ToolName } from '../model/facts/facts.ts';
import { type Host, HostError } from '../model/host.ts';
import { type Known, unknown } from '../model/known.ts';
import { answerOf, attempt } from './attempt.ts';

/** There while the target is loaded or built in: it has a parameter (dm-thin.c, no_space_timeout). */
const LOADED = '/sys/module/dm_thin_pool';

/** The running kernel, and whether it has or can load the thin-pool target. No process. */
export async function kernelFacts(host: Host): Promise<KernelFacts> {
  const release = ((await host.readText('/proc/sys/kernel/osrelease')) ?? '').trim();
  return { release, thinPool: await attempt(() => hasThinPool(host, release)) };
}

async function hasThinPool(host: Host, release: string): Promise<boolean> {
  return (await host.lstat(LOADED)) !== null || isInModules(host, release, 'dm-thin-pool');
}

/** Whether the running kernel has this module built in, or can load it. No process. @throws HostError */
export async function hasModule(host: Host, name: string): Promise<boolean> {
  const release = ((await host.readText('/proc/sys/kernel/osrelease')) ?? '').trim();
  return isInModules(host, release, name);
}

async function isInModules(host: Host, release: string, name: string): Promise<boolean> {
  const folder = `/lib/modules/${release}`;
  const lists = ['modules.dep', 'modules.builtin'].map((list) =>
    host.readText(`${folder}/${list}`),
  );
  const [loadable, builtin] = await Promise.all(lists);
  const module = new RegExp(String.raw`/${name}\.ko(\.[a-z0-9]+)?(:|$)`, 'm');
  if (module.test(loadable ?? '') || module.test(builtin ?? '')) return true;
  if (loadable === null) {
    throw new HostError('cannot-read', folder, `${folder}/modules.dep does not exist`);
  }
  return false;
}

const NAMES: readonly ToolName[] = [
  'lvm',
  'dmsetup',
  'thin_check',
  'wipefs',
  'lsblk',
  'docker',
  'systemctl',
];

interface Question {
  readonly command: () => Command;
  readonly parse: (stdout: string) => string;
}

/** Those whose age matters. */
const QUESTIONS = {
  lvm: { command: lvmVersion, parse: parseLvmVersion },
  thin_check: { command: thinCheckVersion, parse: parseThinCheckVersion },
  wipefs: { command: wipefsVersion, parse: parseWipefsVersion },
  lsblk: { command: lsblkVersion, parse: parseLsblkVersion },
} as const satisfies Partial<Record<ToolName, Question>>;

/** A tool that can be asked for its version. */
export type Versioned = keyof typeof QUESTIONS;

export type Tools = Readonly<Record<ToolName, Tool>>;

/** Where each tool is. @param asked the tools to ask for their versions, one process each */
export async function tools(host: Host, asked: readonly Versioned[]): Promise<Tools> {
  const entries = NAMES.map(async (name) => {
    const version = unknown(`${name} was not queried`);
    return [name, { path: await host.locate(name), version }] as const;
  });
  const found = Object.fromEntries(await Promise.all(entries)) as Tools;
  return withVersions(host, found, asked);
}

/**
 * Asks those for their versions that were found already; none is looked for again.
 * @param asked one process each
 */
export async function withVersions(
  host: Host,
  found: Tools,
  asked: readonly Versioned[],
): Promise<Tools> {
  const entries = asked
    .filter((name) => found[name].path !== null)
    .map(async (name) => {
      const { path } = found[name];
      return [name, { path, version: await ask(host, QUESTIONS[name]) }] as const;
    });
  return { ...found, ...Object.fromEntries(await Promise.all(entries)) };
}

/**
 * The tools of util-linux that did not answer about these devices, which an old one does not. One that
 * answered is new enough, and is not asked for its age.
 */
export function unanswering(devices: readonly DeviceFacts[]): readonly Versioned[] {
  const noBlocks = devices.some((device) => !device.usable && device.is === 'unread');
  const noSignatures = devices.some((device) => device.usable && !device.signatures.known);
  return [...(noBlocks ? ['lsblk' as const] : []), ...(noSignatures ? ['wipefs' as const] : [])];
}

function ask(host: Host, { command, parse }: Question): Promise<Known<string>> {
  return attempt(async () => parse(await answerOf(host, command())));
}
