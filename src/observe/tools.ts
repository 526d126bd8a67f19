import type { Command } from '../model/command.ts';
import type { Tool, ToolName } from '../model/facts/facts.ts';
import type { Host } from '../model/host.ts';
import { unknown, type Known } from '../model/known.ts';
import {
  lvmVersion,
  parseLvmVersion,
  parseThinCheckVersion,
  parseWipefsVersion,
  thinCheckVersion,
  wipefsVersion,
} from '../lvm/version.ts';
import { answerOf, attempt } from './attempt.ts';

const NAMES: readonly ToolName[] = [
  'lvm',
  'dmsetup',
  'thin_check',
  'wipefs',
  'lsblk',
  'dockerd',
  'docker',
  'systemctl',
];

interface Question {
  readonly command: () => Command;
  readonly parse: (stdout: string) => string;
}

/** Those whose age matters. lsblk comes with wipefs, in util-linux. */
const QUESTIONS = {
  lvm: { command: lvmVersion, parse: parseLvmVersion },
  thin_check: { command: thinCheckVersion, parse: parseThinCheckVersion },
  wipefs: { command: wipefsVersion, parse: parseWipefsVersion },
} as const satisfies Partial<Record<ToolName, Question>>;

/** A tool that can be asked for its version. */
export type Versioned = keyof typeof QUESTIONS;

export type Tools = Readonly<Record<ToolName, Tool>>;

/**
 * Where each tool is.
 * @param asked the tools to ask for their versions, one process each
 */
export async function tools(host: Host, asked: readonly Versioned[]): Promise<Tools> {
  const entries = NAMES.map(async (name) => {
    const path = await host.locate(name);
    const versioned = asked.find((one) => one === name);
    const version =
      versioned !== undefined && path !== null
        ? await ask(host, QUESTIONS[versioned])
        : unknown(`${name} was not queried`);
    return [name, { path, version }] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Tools;
}

function ask(host: Host, { command, parse }: Question): Promise<Known<string>> {
  return attempt(async () => parse(await answerOf(host, command())));
}
