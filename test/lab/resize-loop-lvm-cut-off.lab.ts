import { afterEach, describe, expect, test } from 'vitest';
import { die, loseThePower } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { isFull } from './is-full.ts';
import { mustBeSound, poolName, startOnLoopFiles, startWriter } from './loop-scenario.ts';
import { RELEASES } from './releases.ts';
import { answerOf, withProgram } from './scenario.ts';

const GIB = 1024 ** 3;
const STEPS = [
  'grow-data-file',
  'losetup-data',
  'grow-metadata-file',
  'losetup-metadata',
  'reload',
  'resume',
] as const;

describe.each(RELEASES)('resize on loop-lvm that is cut off, %s', (suite) => {
  const lab = useGuest({ suite, disks: [] });
  // The reset stops Docker before it takes devices away; a container that runs would hold its own.
  afterEach(() => lab.guest.run('docker rm -f writer'));
  const resize = (args: string) => lab.guest.run(`dmctl resize --allow-overcommit ${args}`);

  test('killed after each step, the pool is live, and the same command finishes', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    const mustBeWhole = await startWriter(guest);
    const name = await poolName(guest);
    for (const [index, step] of STEPS.entries()) {
      const size = `--size ${String(110 + 10 * index)}G --metadata-size ${String(3 + index)}G`;
      await die(guest, `dmctl resize --allow-overcommit ${size}`, `after-effect:${step}`);
      expect(await guest.ok(`dmsetup info -c --noheadings -o suspended ${name}`)).toBe('Active\n');
      const again = answerOf(await resize(`${size} --json`));
      expect(again, step).toMatchObject({ ok: true, changed: true });
      expect(again.data['pool']).toMatchObject({ dataBytes: (110 + 10 * index) * GIB });
    }
    await mustBeWhole();
    await mustBeSound(guest);
  }, 900_000);

  test('rollback drops the table that a killed run loaded, begun swap or not', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    const name = await poolName(guest);
    const table = await guest.ok(`dmsetup table ${name}`);
    for (const failpoint of ['after-effect:reload', 'after-intent:resume']) {
      await die(guest, 'dmctl resize --allow-overcommit --size 200G', failpoint);
      expect((await guest.run('dmctl resize --allow-overcommit --size 210G')).exitCode).toBe(20);
      await guest.ok('dmctl rollback --yes');
      expect(await guest.ok(`dmsetup table ${name}`)).toBe(table);
      expect((await guest.ok(`dmsetup table --inactive ${name}`)).trim()).toBe('');
    }
    expect((await resize('--size 200G')).exitCode).toBe(0);
    await mustBeSound(guest);
  });

  test.each([
    ['starts Docker', 'enable'] as const,
    ...(isFull ? [['does not start Docker', 'disable'] as const] : []),
  ])('goes on after a power cut from what a boot made that %s', async (_, atBoot) => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    await guest.ok(`systemctl ${atBoot} docker.service docker.socket; sync`);
    const size = '--size 200G --metadata-size 4G';
    await loseThePower(
      guest,
      `dmctl resize --allow-overcommit ${size}`,
      'after-effect:grow-data-file',
    );
    const again = await resize(`${size} --json`);
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    await guest.ok('systemctl start docker');
    const info = await guest.ok('docker info 2>/dev/null');
    expect(info).toContain('Data Space Total: 214.7GB');
    expect(info).toContain('Metadata Space Total: 4.295GB');
    await mustBeSound(guest);
  });

  /** A dmsetup whose first resumes of a pool fail and leave it suspended. */
  const failingResume = (times: number, first: string): string => `#!/bin/sh
if [ "$1" = resume ] && [ "$(cat /run/failed 2>/dev/null | wc -l)" -lt ${String(times)} ]; then
  echo >>/run/failed; ${first}; dmsetup.real suspend "$2"; echo 'made to fail' >&2; exit 1
fi
exec dmsetup.real "$@"
`;

  async function withDmsetup(guest: Guest, script: string, work: () => Promise<void>) {
    await guest.ok('rm -f /run/failed');
    await withProgram(guest, 'dmsetup', script, work);
    await guest.ok('rm -f /run/failed');
  }

  test('a resume that fails and leaves the pool suspended is made once more, or taken back', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    const mustBeWhole = await startWriter(guest);
    const name = await poolName(guest);

    await withDmsetup(guest, failingResume(1, ':'), async () => {
      expect((await resize('--size 110G')).exitCode).toBe(0);
    });
    await mustBeWhole();

    const table = await guest.ok(`dmsetup table ${name}`);
    await withDmsetup(guest, failingResume(2, ':'), async () => {
      const stopped = await resize('--size 120G');
      expect(stopped.exitCode, stopped.stderr).toBe(31);
      expect(stopped.stderr).toContain('live again, with the saved table');
    });
    expect(await guest.ok(`dmsetup table ${name}`)).toBe(table);
    await mustBeWhole();
    expect((await resize('--size 120G')).exitCode).toBe(0);

    // The kernel counts the new blocks already, and so refuses the saved table.
    await withDmsetup(guest, failingResume(2, 'dmsetup.real resume "$2"'), async () => {
      await resize('--size 130G');
    });
    await mustBeWhole();
    expect((await resize('--size 130G')).exitCode).toBe(0);
    await mustBeSound(guest);
  }, 900_000);
});
