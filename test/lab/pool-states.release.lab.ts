import { describe, expect, test } from 'vitest';
import { SEQUENCES } from '../../scripts/fixtures/states.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { startOnLoopFiles } from './loop-scenario.ts';
import { RELEASES } from './releases.ts';
import { answerOf, importBusybox } from './scenario.ts';

/** What four commands have to say of one state. */
interface Said {
  /** Exit code of the plugin, and words of its one line. */
  readonly check: readonly [number, RegExp];
  readonly status: RegExp;
  /** Ids of the checks that found a problem, all of them. */
  readonly verify: readonly string[];
  readonly metrics: readonly string[];
}

const UNHARMED = ['dmctl_pool_suspended 0', 'dmctl_pool_read_only 0', 'dmctl_pool_failed 0'];

async function expectSaid(guest: Guest, said: Said): Promise<void> {
  const plugin = await guest.run('dmctl check');
  expect([plugin.exitCode, plugin.stdout]).toEqual([
    said.check[0],
    expect.stringMatching(said.check[1]) as string,
  ]);
  expect(await guest.ok('dmctl status')).toMatch(said.status);
  const verified = await guest.run('dmctl verify --json');
  const { checks } = answerOf(verified).data as {
    readonly checks: readonly { readonly id: string; readonly status: string }[];
  };
  const problems = checks.filter(({ status }) => status !== 'ok' && status !== 'note');
  expect(problems.map(({ id }) => id)).toEqual(said.verify);
  expect(verified.exitCode).toBe(said.verify.length === 0 ? 0 : 11);
  const metrics = (await guest.ok('dmctl metrics')).split('\n');
  expect(metrics).toEqual(expect.arrayContaining([...said.metrics]));
}

const HEALTHY: Said = {
  check: [0, /^DMCTL OK - docker-thinpool: /],
  status: /health +healthy/,
  verify: [],
  metrics: [...UNHARMED, 'dmctl_pool_active 1', 'dmctl_pool_monitored 1', 'dmctl_docker_on_pool 1'],
};

/** Writes so many percent of the pool's size into a container's own layer. */
const fillTo = (percent: number): string => `
  docker run -d --name fill --net=none bb sleep 1000000
  size=$(lvs --noheadings --nosuffix --units m -o lv_size docker/thinpool | cut -d. -f1)
  docker exec fill sh -c "dd if=/dev/zero of=/f bs=1M count=$((size * ${String(percent)} / 100)); sync"`;

/** What such a pool has not got. */
const BY_HAND = ['profile-attached', 'autoextend-settings'];

/** The steps that lead to a state by hand, as the recorded hosts were brought there. */
function byHand(name: string): string {
  const found = SEQUENCES.flat().find((state) => state.name === name);
  if (found === undefined) throw new Error(`no state ${name}`);
  return found.script;
}

describe.each(RELEASES)('what status, verify, check and metrics say on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['2G'] });

  test('of a pool that is well, unwatched, suspended, 85% full, and not active', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf && systemctl enable docker');
    await importBusybox(guest);
    await expectSaid(guest, HEALTHY);
    const { data } = answerOf(await guest.run('dmctl status --json'));
    expect(data).toMatchObject({
      mode: 'direct-lvm',
      pool: { dmName: 'docker-thinpool', active: true, monitored: true, suspended: false },
      docker: { storageDriver: 'devicemapper', running: true, dataRoot: '/var/lib/docker' },
    });

    await guest.ok('lvchange --monitor n docker/thinpool');
    await expectSaid(guest, {
      check: [2, /CRITICAL.*not monitored/],
      status: /monitoring +not monitored[\s\S]*next +dmctl adopt/,
      verify: ['pool-monitored'],
      metrics: [...UNHARMED, 'dmctl_pool_monitored 0'],
    });
    await guest.ok('lvchange --monitor y docker/thinpool');

    await guest.ok('dmsetup suspend docker-thinpool');
    try {
      await expectSaid(guest, {
        check: [2, /CRITICAL.*suspended/],
        status: /health +.*suspended/,
        verify: ['pool-table'],
        metrics: ['dmctl_pool_suspended 1', 'dmctl_pool_active 1'],
      });
    } finally {
      await guest.ok('dmsetup resume docker-thinpool');
    }

    await guest.ok(fillTo(85), { timeoutMs: 600_000 });
    await expectSaid(guest, {
      check: [2, /CRITICAL.*no extension fits/],
      status: /no room[\s\S]*next +dmctl resize --add DEVICE/,
      verify: ['data-use', 'data-step'],
      metrics: [...UNHARMED, 'dmctl_pool_can_extend{part="data"} 0'],
    });

    await guest.ok(`docker kill fill && systemctl stop docker.service docker.socket
      lvchange -an docker/thinpool`);
    await expectSaid(guest, {
      check: [2, /CRITICAL.*not active/],
      status: /not running[\s\S]*next +lvchange -ay docker\/thinpool/,
      verify: ['pool-active'],
      metrics: ['dmctl_pool_active 0', 'dmctl_docker_running 0'],
    });
  });

  test('of a pool on loop files', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    await expectSaid(guest, {
      check: [0, /^DMCTL OK - docker-\d+:\d+-\d+-pool: /],
      status: /loop-lvm[\s\S]*health +healthy/,
      verify: [],
      metrics: [...UNHARMED, 'dmctl_pool_active 1', 'dmctl_docker_on_pool 1'],
    });
  });
});

describe.each(RELEASES)('what they say of a pool that is past help on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['10G'] });

  test.each([
    [
      'data-full',
      {
        check: [2, /CRITICAL.*out of data space/],
        status: /health +.*out of data space/,
        verify: [...['pool-writable', 'volume-health', 'data-use', 'min-free-space'], ...BY_HAND],
        metrics: ['dmctl_pool_out_of_data_space 1', 'dmctl_pool_failed 0'],
      },
    ],
    [
      'pool-failed',
      {
        check: [2, /CRITICAL/],
        status: /health +the pool has failed/,
        verify: [
          ...['pool-writable', 'pool-needs-check', 'volume-health', 'data-use', 'metadata-use'],
          ...['min-free-space', ...BY_HAND, 'data-step', 'metadata-step'],
          ...['data-size-agrees', 'metadata-size-agrees'],
        ],
        metrics: ['dmctl_pool_failed 1', 'dmctl_pool_active 1'],
      },
    ],
    [
      'needs-check',
      {
        check: [2, /CRITICAL.*(read-only|check)/],
        status: /health +.*(needs_check|read-only)/,
        verify: ['pool-writable', 'pool-needs-check', 'volume-health', ...BY_HAND],
        metrics: ['dmctl_pool_needs_check 1', 'dmctl_pool_failed 0'],
      },
    ],
  ] satisfies readonly (readonly [string, Said])[])('%s', async (name, said) => {
    const { guest } = lab;
    await guest.ok(`set -e\n${byHand(name)}`, { timeoutMs: 600_000 });
    const options = ['dm.thinpooldev=/dev/mapper/docker-thinpool'];
    const settings = { 'storage-driver': 'devicemapper', 'storage-opts': options };
    await guest.writeFile('/etc/docker/daemon.json', JSON.stringify(settings));
    await expectSaid(guest, said);
  });
});
