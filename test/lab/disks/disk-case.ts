import { expect } from 'vitest';
import type { Guest } from '../guest/guest.ts';
import { answerOf, hashesOf, picture } from '../scenario.ts';

/** A state of a disk that a setup has to refuse. In the scripts `$D` is the disk. */
export interface DiskCase {
  readonly name: string;
  /** A bash script that makes the state, and fails when the state is not what its name says. */
  readonly make: string;
  /** What is asked for; `$D` unless said otherwise. */
  readonly given?: string;
  /** What is added to the command line; it is refused all the same. */
  readonly flags?: string;
  readonly code: string;
  /** What the error has to say: what was found, and where. */
  readonly says: RegExp;
  readonly exitCode?: number;
}

/** Cases that are made at the same time, each on a disk of its own. */
export interface DiskGroup {
  readonly name: string;
  readonly cases: readonly DiskCase[];
}

const script = (disk: string, text: string): string =>
  `set -e -o pipefail\nD=/dev/${disk}\n${text}`;

/**
 * Makes all cases of a group, asks for each, and compares every byte of their disks, and the host,
 * with how they were.
 * @param ask the command line for a device and flags
 */
export async function refusesAll(
  guest: Guest,
  { cases }: DiskGroup,
  disks: readonly string[],
  ask: (device: string, flags: string) => string,
): Promise<void> {
  const placed = cases.map((one, i) => ({ one, disk: disks[i] ?? 'none' }));
  await makeStates(guest, cases, disks);
  const before = await everyByte(guest, disks);
  const host = await picture(guest);
  for (const { one, disk } of placed) await refuses(guest, one, disk, ask);
  expect(await picture(guest)).toBe(host);
  expect(await everyByte(guest, disks)).toEqual(before);
}

/** What most cases ask for. */
export const setUp = (device: string, flags: string): string =>
  `dmctl setup direct-lvm ${device} ${flags}`;

/** Makes each state on a disk of its own. */
export async function makeStates(
  guest: Guest,
  states: readonly Pick<DiskCase, 'make'>[],
  disks: readonly string[],
): Promise<void> {
  for (const [i, { make }] of states.entries()) {
    await guest.ok(script(disks[i] ?? 'none', `${make}\nsync`));
  }
  await guest.ok('udevadm settle');
}

/** One of the cases of these groups. */
export function stateNamed(groups: readonly DiskGroup[], name: string): DiskCase {
  const found = groups.flatMap(({ cases }) => cases).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case is called ${name}`);
  return found;
}

async function refuses(
  guest: Guest,
  { name, given = '$D', flags = '', code, says, exitCode = 20 }: DiskCase,
  disk: string,
  ask: (device: string, flags: string) => string,
): Promise<void> {
  const result = await guest.run(script(disk, `${ask(given, flags)} --json`));
  const answer = answerOf(result);
  const told = `${name}: ${result.stdout}`;
  expect(answer, told).toMatchObject({ ok: false, changed: false, exitCode });
  expect(answer.error?.code, told).toBe(code);
  expect(`${answer.error?.message ?? ''}: ${answer.error?.why ?? ''}`, told).toMatch(says);
}

async function everyByte(
  guest: Guest,
  disks: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const hashes = await hashesOf(guest, disks);
  return Object.fromEntries(disks.map((disk, i) => [disk, hashes[i] ?? '']));
}
