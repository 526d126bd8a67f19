import type { Command } from '../model/command.ts';
import type { Tool, ToolName } from '../model/facts.ts';
import type { Host } from '../model/host.ts';
import { known, unknown, type Known } from '../model/known.ts';
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
const QUESTIONS: Partial<Record<ToolName, Question>> = {
  lvm: { command: lvmVersion, parse: parseLvmVersion },
  thin_check: { command: thinCheckVersion, parse: parseThinCheckVersion },
  wipefs: { command: wipefsVersion, parse: parseWipefsVersion },
};

export type Tools = Readonly<Record<ToolName, Tool>>;

/**
 * Where each tool is.
 * @param askVersions true: one more process each for lvm, thin_check and wipefs
 */
export async function tools(host: Host, askVersions: boolean): Promise<Tools> {
  const entries = NAMES.map(async (name) => {
    const path = await host.locate(name);
    const question = askVersions && path !== null ? QUESTIONS[name] : undefined;
    const version = question ? await ask(host, question) : unknown(`${name} was not asked`);
    return [name, { path, version }] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Tools;
}

function ask(host: Host, { command, parse }: Question): Promise<Known<string>> {
  return attempt(async () => parse(await answerOf(host, command())));
}

/** The same tools, with what another answer told of Docker's version. */
export function withDockerVersion(all: Tools, version: Known<string | null>): Tools {
  if (!version.known || version.value === null) return all;
  return { ...all, dockerd: { ...all.dockerd, version: known(version.value) } };
}
