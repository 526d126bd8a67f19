import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Guest } from './guest.ts';
import { LabError } from './lab-error.ts';

const SCRIPTS = '/opt/dmctl-src/test/lab/guest';
const BASELINE = 'baseline.txt';

/** Takes down how the guest is now, as what a later reset must come back to. */
export async function rememberState(guest: Guest): Promise<void> {
  writeFileSync(join(guest.folder, BASELINE), `${(await state(guest)).join('\n')}\n`);
  await guest.ok('touch /run/lab-reset.stamp');
}

/**
 * Takes the guest back to the remembered state: services, devices, volumes, disks, files.
 * @param keep the disks that belong to it; others are pulled
 * @throws LabError with the differences, when something is left over
 */
export async function resetGuest(guest: Guest, keep: readonly string[]): Promise<void> {
  const base = readFileSync(join(guest.folder, BASELINE), 'utf8').trimEnd().split('\n');
  const released = await script(guest, 'release');
  for (const [name, disk] of [...guest.disks]) {
    if (keep.includes(name)) disk.blank();
    else await guest.pullDisk(name);
  }
  const restored = await script(guest, 'restore');
  const left = differences(base, await state(guest));
  for (const disk of guest.disks.values()) {
    if (!disk.isBlank()) left.push(`disk ${disk.name} was written to after it was blanked`);
  }
  if (left.length > 0)
    throw new LabError(`reset left:\n${left.join('\n')}\n${released}${restored}`);
}

async function script(guest: Guest, name: string): Promise<string> {
  const done = await guest.run(['bash', `${SCRIPTS}/${name}.sh`, `/run/lab/${BASELINE}`]);
  return done.stdout + done.stderr;
}

/** Facts as lines "KIND: FACT", sorted. */
async function state(guest: Guest): Promise<readonly string[]> {
  const facts: string[] = [];
  let kind = '';
  for (const line of (await guest.ok(['bash', `${SCRIPTS}/state.sh`])).split('\n')) {
    if (line.startsWith('== ')) kind = line.slice(3);
    else if (line.trim() !== '') facts.push(`${kind}: ${line.trim()}`);
  }
  return facts.sort();
}

function differences(was: readonly string[], is: readonly string[]): string[] {
  const gone = was.filter((line) => !is.includes(line)).map((line) => `- ${line}`);
  return [...gone, ...is.filter((line) => !was.includes(line)).map((line) => `+ ${line}`)];
}
