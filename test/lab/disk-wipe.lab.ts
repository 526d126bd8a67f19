import { describe, expect, test } from 'vitest';
import { die } from './deaths.ts';
import { makeStates, stateNamed } from './disks/disk-case.ts';
import { fileSystems, leftovers, tablesAndRaid } from './disks/signatures.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { isFull } from './is-full.ts';
import { RELEASES } from './releases.ts';
import { answerOf, bytesOf, picture } from './scenario.ts';

const GROUPS = [fileSystems, tablesAndRaid, leftovers];
const DISKS = ['xvdf', 'xvdg', 'xvdh', 'xvdi', 'xvdj', 'xvdk'];
const BYSTANDER = 'xvdl';

/** One of each kind that is wiped in another way; `npm run test:lab:full` takes the others too. */
const KINDS = [
  ['ext4', 'GPT with partitions', 'md 1.2', 'LUKS 2', 'an orphan PV', 'a ZFS label'],
  ...(isFull
    ? [
        ['xfs', 'btrfs', 'swap', 'MBR', 'md 0.90', 'the backup of a GPT alone'],
        ['LUKS 1', 'md 1.0', 'bluestore', 'random bytes at the start', 'one byte at the very end'],
      ]
    : []),
] as const;

/** Flags, and the exit code and the code of the refusal. */
const UNCONFIRMED = [
  ['--wipe-signatures', 21, 'DM027'],
  ['--wipe-signatures --confirm /dev/xvdg', 21, 'DM027'],
  ['--wipe-signatures --confirm /dev/ubdb', 21, 'DM027'],
  ['--wipe-signatures --confirm /root/alias', 21, 'DM027'],
  ['--wipe-signatures --confirm xvdf', 21, 'DM027'],
  ['--wipe-signatures --confirm', 2, 'DM002'],
  ['--confirm /dev/xvdf', 20, 'DM020'],
] as const;

/** Two steps for each of six disks, on a machine that may be busy. */
const LONG_MS = 300_000;

const SIZES = [...DISKS, BYSTANDER].map(() => '1G');
const paths = (disks: readonly string[]): string => disks.map((disk) => `/dev/${disk}`).join(' ');

describe.each(RELEASES)('--wipe-signatures on %s', (suite) => {
  const lab = useGuest({ suite, disks: SIZES });

  test.for(KINDS.map((kinds) => [kinds.join(', '), kinds] as const))(
    'takes disks with %s, and no other disk',
    async ([, kinds], { task }) => {
      const { guest } = lab;
      const disks = DISKS.slice(0, kinds.length);
      await makeStates(
        guest,
        kinds.map((kind) => stateNamed(GROUPS, kind)),
        disks,
      );
      await makeStates(guest, [stateNamed(GROUPS, 'ext4')], [BYSTANDER]);
      const bystander = await bytesOf(guest, BYSTANDER);

      const confirmed = disks.map((disk) => `--confirm /dev/${disk}`).join(' ');
      const result = await guest.run(
        `dmctl setup direct-lvm ${paths(disks)} --wipe-signatures ${confirmed}`,
        { timeoutMs: LONG_MS },
      );
      expect(result.exitCode, result.stdout + result.stderr).toBe(0);
      expect(await guest.ok('vgs --noheadings -o pv_count docker')).toContain(String(disks.length));
      expect(await bytesOf(guest, BYSTANDER)).toBe(bystander);
      await guest.ok(`test "$(blkid -s LABEL -o value /dev/${BYSTANDER})" = data`);
      task.meta.cases = kinds.length;
    },
  );

  test('is refused without the right --confirm, and leaves every byte', async ({ task }) => {
    const { guest } = lab;
    await makeStates(guest, [stateNamed(GROUPS, 'ext4')], ['xvdf']);
    await guest.ok('ln -s /dev/xvdf /root/alias');
    const before = [await picture(guest), await bytesOf(guest, 'xvdf')];
    for (const [flags, exitCode, code] of UNCONFIRMED) {
      const result = await guest.run(`dmctl setup direct-lvm /dev/xvdf ${flags} --json`);
      const told = `${flags}: ${result.stdout}`;
      expect(answerOf(result), told).toMatchObject({ exitCode, changed: false, error: { code } });
    }
    expect([await picture(guest), await bytesOf(guest, 'xvdf')]).toEqual(before);
    task.meta.cases = UNCONFIRMED.length;
  });

  test('as a script wipes the disk that was confirmed, and stops at another one', async () => {
    const { guest } = lab;
    const script = async (): Promise<void> => {
      const dry =
        'setup direct-lvm /dev/xvdf --wipe-signatures --confirm /dev/xvdf --dry-run --script';
      await guest.ok(`dmctl ${dry} >/root/setup.sh`);
    };
    await makeStates(guest, [stateNamed(GROUPS, 'ext4')], ['xvdf']);
    await script();
    await guest.ok('mkfs.ext4 -q -F -L precious /dev/xvdf');
    const precious = await bytesOf(guest, 'xvdf');
    const stopped = await guest.run('bash /root/setup.sh');
    expect(stopped.exitCode).not.toBe(0);
    expect(stopped.stderr).toContain('carries what it did not');
    expect(await bytesOf(guest, 'xvdf')).toBe(precious);

    await makeStates(guest, [stateNamed(GROUPS, 'GPT with partitions')], ['xvdf']);
    await script();
    const done = await guest.run('bash /root/setup.sh');
    expect(done.exitCode, done.stdout + done.stderr).toBe(0);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });
});

describe.each(RELEASES)('on %s a disk that is replaced between plan and act', (suite) => {
  const lab = useGuest({ suite, disks: ['1G'] });

  /** A run dies at a step; then another disk of the same size, with other data, has the same name. */
  async function replacedAt(guest: Guest, step: string, flags: string): Promise<string> {
    await die(guest, `dmctl setup direct-lvm /dev/xvdg ${flags}`, `before-intent:${step}`);
    await guest.pullDisk('xvdg');
    await guest.plugDisk('xvdg', '1G');
    await guest.ok('mkfs.ext4 -q -L precious /dev/xvdg');
    return bytesOf(guest, 'xvdg');
  }

  test.each([
    ['before pvcreate', 'pvcreate-xvdg', ':', ''],
    [
      'before it is wiped',
      'wipefs-xvdg',
      'mkfs.ext4 -q -L old /dev/xvdg',
      '--wipe-signatures --confirm /dev/xvdg',
    ],
  ])('%s keeps every byte, whichever way the run is ended', async (_, step, make, flags) => {
    const { guest } = lab;
    const before = await picture(guest);
    await guest.plugDisk('xvdg', '1G');
    await guest.ok(make);
    const precious = await replacedAt(guest, step, flags);
    const resumed = await guest.run('dmctl resume');
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(31);
    expect(resumed.stderr).toMatch(/ext4/);
    expect(await bytesOf(guest, 'xvdg')).toBe(precious);
    const back = await guest.run('dmctl rollback');
    expect(back.exitCode, back.stdout + back.stderr).toBe(0);
    expect(await bytesOf(guest, 'xvdg')).toBe(precious);
    await guest.pullDisk('xvdg');
    expect(await picture(guest)).toBe(before);
  });
});
