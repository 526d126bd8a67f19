import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox } from './scenario.ts';
import { RELEASES } from './releases.ts';

const POOL = 'docker/thinpool';
const MINUTE = { timeout: 60_000, interval: 1000 };

/** Writes so many MiB from a container of its own. */
const write = (megabytes: number): string =>
  `docker run --net=none bb dd if=/dev/zero of=/f bs=1M count=${String(Math.ceil(megabytes))} conv=fsync`;

/** Of the pool's data or its metadata, in MiB. */
async function sizeOf(guest: Guest, field: 'lv_size' | 'lv_metadata_size'): Promise<number> {
  return Number(await guest.ok(`lvs --noheadings --nosuffix --units m -o ${field} ${POOL}`));
}

interface Check {
  readonly id: string;
  readonly status: string;
}

/** Profile, monitoring and room as dmctl verify sees them. */
async function stepsOf(guest: Guest): Promise<Readonly<Record<string, string>>> {
  const { data } = answerOf(await guest.run('dmctl verify --json'));
  const ids = [
    'profile-attached',
    'autoextend-settings',
    'pool-monitored',
    'data-step',
    'metadata-step',
  ];
  const checks = data['checks'] as readonly Check[];
  return Object.fromEntries(
    checks.filter(({ id }) => ids.includes(id)).map(({ id, status }) => [id, status]),
  );
}

/** All of it agrees: a step can be taken at any moment. */
const READY = {
  'profile-attached': 'ok',
  'autoextend-settings': 'ok',
  'pool-monitored': 'ok',
  'data-step': 'ok',
  'metadata-step': 'ok',
};

/** Makes thin devices, each with a block of metadata to itself, until LVM has made room or none is left. */
const fillMetadata = (bytes: number): string =>
  [
    'id=100000',
    `while [ "$(lvs --noheadings --nosuffix --units b -o lv_metadata_size ${POOL})" -le ${String(bytes)} ]; do`,
    '  for _ in $(seq 20); do',
    '    id=$((id + 1)); dmsetup message docker-thinpool 0 "create_thin $id" || exit',
    '  done',
    'done',
  ].join('\n');

describe('auto-extension of the documented layout', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'] });

  test('cannot happen, and dmctl says so beforehand', async () => {
    const run = answerOf(await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --json'));
    expect(run.warnings.map(({ code }) => code)).toContain('DM204');
    await importBusybox(lab.guest);
    const before = await sizeOf(lab.guest, 'lv_size');
    await lab.guest.ok(write(3200));
    const asked = await lab.guest.run(`lvextend --use-policies ${POOL}`);
    expect(asked.exitCode).toBe(5);
    expect(asked.stderr).toContain('Insufficient free space');
    expect(await sizeOf(lab.guest, 'lv_size')).toBe(before);
  });
});

describe.each(RELEASES)('auto-extension on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['2G', '2G'] });

  test('happens within a minute, says when it cannot any more, and goes on with a new disk', async () => {
    const { guest } = lab;
    const run = answerOf(await guest.run('dmctl setup direct-lvm /dev/xvdf --reserve-step --json'));
    expect(run.warnings.map(({ code }) => code)).not.toContain('DM204');
    expect(run.data).toMatchObject({ pool: { autoextend: { canExtend: true } } });
    expect(await stepsOf(guest)).toEqual(READY);
    await guest.ok('systemctl enable docker.service');
    await importBusybox(guest);

    await guest.reboot();
    await guest.ok('systemctl start docker.service');
    expect(await stepsOf(guest), 'after a reboot').toEqual(READY);

    const first = await sizeOf(guest, 'lv_size');
    await guest.ok(write(first * 0.85));
    await expect.poll(() => sizeOf(guest, 'lv_size'), MINUTE).toBeGreaterThanOrEqual(first * 1.2);

    // No room for a second step: said while there is still room for writers.
    const full = answerOf(await guest.run('dmctl verify --json'));
    const checks = full.data['checks'] as readonly Check[];
    expect(checks.find(({ id }) => id === 'data-step')).toMatchObject({ status: 'note' });
    await guest.ok(write(first * 0.14));
    const past = answerOf(await guest.run('dmctl verify --json'));
    expect(past.exitCode).toBe(11);
    const failed = past.data['checks'] as readonly Check[];
    expect(failed.find(({ id }) => id === 'data-step')).toMatchObject({ status: 'failed' });
    expect(past.data).toMatchObject({ pool: { autoextend: { canExtend: false } } });
    await guest.ok(write(1));

    const added = answerOf(await guest.run('dmctl resize --add /dev/xvdg --keep-step --json'));
    expect(added, JSON.stringify(added.error)).toMatchObject({ exitCode: 0, changed: true });
    expect(await stepsOf(guest), 'after resize --add').toEqual(READY);
    const second = await sizeOf(guest, 'lv_size');
    const used = Number(await guest.ok(`lvs --noheadings -o data_percent ${POOL}`));
    await guest.ok(write((second * (85 - used)) / 100));
    await expect.poll(() => sizeOf(guest, 'lv_size'), MINUTE).toBeGreaterThan(second);
  });

  test('is taken by the metadata alike', async () => {
    const { guest } = lab;
    await guest.ok(
      'dmctl setup direct-lvm /dev/xvdf --reserve-step --metadata-percent 0.2 --data-percent 60',
    );
    const before = await sizeOf(guest, 'lv_metadata_size');
    await guest.ok(fillMetadata(before * 2 ** 20), { timeoutMs: 600_000 });
    expect(await sizeOf(guest, 'lv_metadata_size')).toBeGreaterThan(before);
    expect((await guest.run('dmctl verify -v')).stdout).toContain('metadata needs no check');
  });
});
