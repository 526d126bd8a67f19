import { describe, expect, test } from 'vitest';
import { die, succeed } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import {
  layerOf,
  look,
  makeBed,
  makeSmallBed,
  MIGRATE,
  mustBeClean,
  mustHaveAll,
  mustHaveSmallBed,
  mustRefuse,
  PATIENT,
} from './migrate-bed.ts';
import { answerOf } from './scenario.ts';

const CONFIRM = '--confirm docker/thinpool';
const ACCEPT = `dmctl migrate accept ${CONFIRM}`;

/** Everything that Docker does with images and containers works, with those of before and new ones. */
async function use(guest: Guest): Promise<void> {
  await guest.ok(
    'docker exec web cat /own && docker start changed && docker kill changed && docker commit once newer:1 && ' +
      'docker run --name since --net=none newer:1 && docker cp changed:/odd/shared /root/shared && ' +
      'docker images -aq --no-trunc | sort -u | xargs docker save | wc -c',
    PATIENT,
  );
  expect(await guest.ok('docker image prune -f')).toContain('reclaimed space: 0B');
}

/** Directories of the old driver. */
const OLD = '/var/lib/docker/devicemapper /var/lib/docker/image/devicemapper';

describe('a migration to overlay2', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['8G'] });

  test('keeps all that Docker has, and so does its undo', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await makeBed(guest);
    const before = await look(guest);

    const migrated = answerOf(await guest.run(`${MIGRATE} --json`, PATIENT));
    expect(migrated, JSON.stringify(migrated)).toMatchObject({ ok: true, changed: true });
    await mustHaveAll(guest, 'overlay2', before);
    await mustBeClean(guest);
    const verified = await guest.run('dmctl verify');
    expect([verified.exitCode, verified.stdout]).toEqual([0, expect.stringContaining('DM260')]);
    expect((await guest.run('dmctl status')).stderr).toContain(ACCEPT);

    await use(guest);
    expect(await mustRefuse(guest, 'dmctl migrate undo', [21, 'DM259'])).toMatch(
      /image newer:1.*container since/,
    );
    await succeed(guest, `dmctl migrate undo ${CONFIRM}`, 'a migration');
    await mustHaveAll(guest, 'devicemapper', before);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('killed in the layer of a container is rolled back or continued, and accepted in the end', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await makeSmallBed(guest);
    const layer = await layerOf(guest, 'web');

    await die(guest, MIGRATE, `after-intent:convert-${layer}`);
    await succeed(guest, 'dmctl rollback', 'a death in the layer of a container');
    await mustHaveSmallBed(guest, 'devicemapper');
    await mustBeClean(guest);

    await die(guest, MIGRATE, 'after-effect:start-docker');
    await guest.ok('docker run --name since --net=none bb true');
    expect(await mustRefuse(guest, 'dmctl rollback', [21, 'DM259'])).toContain('container since');
    await succeed(guest, `dmctl rollback ${CONFIRM}`, 'a death after the start on overlay2');
    await mustHaveSmallBed(guest, 'devicemapper');
    await mustBeClean(guest);

    await die(guest, MIGRATE, `after-effect:convert-${layer}`);
    await succeed(guest, MIGRATE, 'a death in the layer of a container');
    await mustHaveSmallBed(guest, 'overlay2');
    await mustBeClean(guest);

    await mustRefuse(guest, 'dmctl migrate accept', [21, 'DM072']);
    await succeed(guest, ACCEPT, 'a migration');
    expect((await guest.run('dmctl migrate undo')).stderr).toContain('can no longer be undone');
    await mustHaveSmallBed(guest, 'overlay2');
    expect(
      await guest.ok(`ls -d ${OLD} /var/lib/docker/*.dmctl 2>/dev/null; dmsetup ls; pvs`),
    ).toBe('No devices found\n');
    expect(await guest.ok('head -c 1M /dev/xvdf | tr -d "\\0" | wc -c; wipefs /dev/xvdf')).toBe(
      '0\n',
    );
    expect(await guest.ok('tail -c 1M /dev/xvdf | tr -d "\\0" | wc -c')).toBe('0\n');
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    expect(await guest.ok(ACCEPT)).toContain('accepted already');
  });
});
