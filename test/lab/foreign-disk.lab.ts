import { describe, expect, test } from 'vitest';
import { die, succeed } from './deaths.ts';
import { rawData } from './disks/raw-data.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { bytesOf, picture, withProgram } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';
const WIPE = `${SETUP} --wipe-signatures --confirm /dev/xvdf`;
const TEARDOWN = 'dmctl teardown --confirm docker/thinpool';

/** The disks of the lab have no serial number: by number and size it is still the disk that the run was about. */
async function putRawData(guest: Guest): Promise<string> {
  await guest.ok(
    'dd if=/dev/xvdf of=/root/before bs=1M count=8 && ' +
      `${rawData('8M')} | dd of=/dev/xvdf bs=1M iflag=fullblock conv=notrunc,fsync && udevadm settle`,
  );
  expect(await guest.ok('wipefs /dev/xvdf')).toBe('');
  return bytesOf(guest, 'xvdf');
}

/** The disk of before is in its place again. */
const putBack = (guest: Guest): Promise<string> =>
  guest.ok('dd if=/root/before of=/dev/xvdf bs=1M conv=notrunc,fsync && udevadm settle');

const NOT_OURS = /byte \d+ is neither zero nor part of LVM's metadata/;
const NOT_BLANK = /byte \d+ is not zero/;
const NO_PV = /no physical volume/;

/** It stops with that code, says why, and no byte of the disk is another one. */
async function mustStop(
  guest: Guest,
  command: string,
  exitCode: number,
  bytes: string,
  why = NOT_OURS,
): Promise<void> {
  const stopped = await guest.run(command);
  const said = `${command}: ${stopped.stdout}${stopped.stderr}`;
  expect(stopped.exitCode, said).toBe(exitCode);
  expect(stopped.stderr, said).toMatch(why);
  expect(await bytesOf(guest, 'xvdf'), said).toBe(bytes);
}

describe.each(RELEASES)('on %s a disk with other data where a run was interrupted', (suite) => {
  const lab = useGuest({ suite, disks: ['2G'] });

  test.each([
    ['after-intent:pvcreate-xvdf', SETUP, NOT_BLANK],
    ['after-effect:pvcreate-xvdf', 'dmctl resume', NOT_BLANK],
    ['after-effect:vgcreate', SETUP, NO_PV],
  ] as const)(
    'after a death at %s keeps every byte, with %s and with rollback',
    async (failpoint, command, why) => {
      const { guest } = lab;
      await die(guest, SETUP, failpoint);
      const bytes = await putRawData(guest);
      await mustStop(guest, command, 31, bytes, why);
      await mustStop(guest, 'dmctl rollback --yes', 32, bytes);
      await mustStop(guest, 'dmctl resume', 32, bytes);
    },
  );

  test.each(['after-intent:pvcreate-xvdf', 'after-effect:pvcreate-xvdf', 'after-effect:vgcreate'])(
    'is undone once the right disk is back, after a death at %s',
    async (failpoint) => {
      const { guest } = lab;
      const before = await picture(guest);
      await die(guest, SETUP, failpoint);
      const bytes = await putRawData(guest);
      await mustStop(guest, 'dmctl rollback --yes', 32, bytes);
      await putBack(guest);
      await succeed(guest, 'dmctl rollback --yes', 'the right disk');
      expect(await picture(guest)).toBe(before);
    },
  );

  test('which cannot be had any more is undone with a blank disk in its place', async () => {
    const { guest } = lab;
    const before = await picture(guest);
    await die(guest, SETUP, 'after-effect:vgcreate');
    const bytes = await putRawData(guest);
    await mustStop(guest, 'dmctl rollback --yes', 32, bytes);
    await guest.ok(
      'dd if=/dev/zero of=/dev/xvdf bs=1M count=8 conv=notrunc,fsync && udevadm settle',
    );
    await succeed(guest, 'dmctl rollback --yes', 'a blank disk');
    expect(await picture(guest)).toBe(before);
  });

  test('keeps every byte, though the wiping of another disk there was confirmed', async () => {
    const { guest } = lab;
    await guest.ok('mkfs.ext4 -q /dev/xvdf');
    await die(guest, WIPE, 'after-effect:wipefs-xvdf');
    const bytes = await putRawData(guest);
    await mustStop(guest, WIPE, 31, bytes, /it holds different data than before/);
    await mustStop(guest, 'dmctl resume', 31, bytes, /it holds different data than before/);
    await succeed(guest, 'dmctl rollback --yes', 'nothing of it is on the disk');
    expect(await bytesOf(guest, 'xvdf')).toBe(bytes);
  });

  test('is not given to a Docker that was to set it up', async () => {
    const { guest } = lab;
    await die(guest, `${SETUP} --managed`, 'after-effect:daemon-json');
    const bytes = await putRawData(guest);
    await mustStop(guest, `${SETUP} --managed`, 31, bytes, NOT_BLANK);
    await mustStop(guest, 'dmctl rollback --yes', 32, bytes);
    await putBack(guest);
    await succeed(guest, 'dmctl rollback --yes', 'the disk of before');
  });

  test.each([
    ['before-intent:erase-xvdf', NO_PV],
    ['before-intent:blank-end-xvdf', NO_PV],
    ['after-effect:pvremove-xvdf', NOT_OURS],
  ] as const)('in a teardown, after a death at %s, keeps every byte', async (failpoint, why) => {
    const { guest } = lab;
    await succeed(guest, SETUP, 'a blank disk');
    await die(guest, `${TEARDOWN} --erase`, failpoint);
    const bytes = await putRawData(guest);
    await mustStop(guest, `${TEARDOWN} --erase`, 31, bytes, why);
    await succeed(guest, 'dmctl rollback --yes', 'it is given up');
    expect(await bytesOf(guest, 'xvdf')).toBe(bytes);
  });

  test('stops the script of a rollback, which ends well once the right disk is back', async () => {
    const { guest } = lab;
    const before = await picture(guest);
    await die(guest, SETUP, 'after-effect:vgcreate');
    await die(guest, 'dmctl rollback --yes', 'before-intent:undo-label-xvdf');
    await guest.ok('dmctl rollback --dry-run --script >/root/back.sh');
    const bytes = await putRawData(guest);
    await mustStop(guest, 'bash /root/back.sh', 1, bytes, /that LVM did not leave there/);
    await putBack(guest);
    await succeed(guest, 'bash /root/back.sh', 'the disk of before');
    await succeed(guest, 'dmctl rollback --yes', 'all was undone by hand');
    expect(await picture(guest)).toBe(before);
  });
});

/** The link leads to the other disk by the time that LVM opens anything. */
const MOVE_THE_LINK = `#!/bin/sh
ln -sfn "$(readlink -f /dev/xvdg)" /dev/pool-disk
exec /sbin/lvm pvcreate "$@"
`;

describe.each(RELEASES)('on %s a link that is re-pointed after the look', (suite) => {
  const lab = useGuest({ suite, disks: ['2G', '2G'] });
  const lead = (disk: string): string => `ln -sfn "$(readlink -f /dev/${disk})" /dev/pool-disk`;

  test('never leads a command to the other disk, and all is undone once it is put right', async () => {
    const { guest } = lab;
    await guest.ok(`${rawData('8M')} | dd of=/dev/xvdg bs=1M iflag=fullblock conv=notrunc,fsync`);
    await guest.ok(lead('xvdf'));
    const [before, bytes] = [await picture(guest), await bytesOf(guest, 'xvdg')];
    await withProgram(guest, 'pvcreate', MOVE_THE_LINK, async () => {
      const stopped = await guest.run('dmctl setup direct-lvm /dev/pool-disk');
      const said = stopped.stdout + stopped.stderr;
      expect(stopped.exitCode, said).toBe(32);
      expect(said).toMatch(/\/dev\/pool-disk: it is device \d+:\d+ now/);
    });
    expect(await bytesOf(guest, 'xvdg')).toBe(bytes);
    await guest.ok(lead('xvdf'));
    await succeed(guest, 'dmctl rollback --yes', 'the link is right again');
    expect(await picture(guest)).toBe(before);
  });
});
