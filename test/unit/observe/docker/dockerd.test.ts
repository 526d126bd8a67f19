import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../../src/model/plan/condition.ts';
import type { Host } from '../../../../src/model/host.ts';
import { checkConditions } from '../../../../src/observe/conditions/conditions.ts';
import { dockerdPath, isInService } from '../../../../src/observe/docker/dockerd.ts';
import { recordedHost, recordedOutcome, type Changes } from '../../../helpers/recorded-host.ts';
import { dockerInfo } from '../../../../src/docker/info.ts';

const RUNNING = 'bookworm-direct-running';
const PID = '/run/docker.pid';

const inService = (changes: Changes = {}): Promise<boolean> =>
  isInService(recordedHost(RUNNING, changes).host);

/** What lies in /proc of the dockerd that was recorded. */
async function procFile(name: string): Promise<string> {
  const pid = await recordedHost(RUNNING).host.readText(PID);
  return `readText /proc/${String(pid)}/${name}`;
}

describe('a dockerd is the one of docker.service', () => {
  test.each([['bookworm-direct-running'], ['bullseye-direct-running']])('on %s', async (name) => {
    expect(await isInService(recordedHost(name).host)).toBe(true);
  });

  test('also under the name that Red Hat gave it', async () => {
    expect(await inService({ [await procFile('comm')]: { value: 'dockerd-current\n' } })).toBe(
      true,
    );
  });

  test('also where systemd has a hierarchy of its own', async () => {
    const lines = '12:cpuset:/\n1:name=systemd:/system.slice/docker.service\n0::/\n';
    expect(await inService({ [await procFile('cgroup')]: { value: lines } })).toBe(true);
  });

  test.each([
    ['somebody’s shell', 'cgroup', '0::/user.slice/user-0.slice/session-1.scope\n'],
    ['a unit of another name', 'cgroup', '0::/system.slice/my-docker.service\n'],
    ['a unit below it', 'cgroup', '0::/system.slice/docker.service/init.scope\n'],
    ['a process that has its number now', 'comm', 'sshd\n'],
    ['a process that is gone', 'comm', null],
  ])('and not %s', async (_, file, value) => {
    expect(await inService({ [await procFile(file)]: { value } })).toBe(false);
  });

  test.each([[null], [''], ['-1'], ['1745 1746'], ['../1']])(
    'nor with %j in its pid file',
    async (value) => {
      expect(await inService({ [`readText ${PID}`]: { value } })).toBe(false);
    },
  );
});

describe('dockerd is found', () => {
  const STATIC = '/opt/docker/dockerd';
  const found = (starts: string | null, changes: Changes): Promise<string | null> =>
    dockerdPath(recordedHost(RUNNING, changes).host, starts);
  const CURRENT = '/usr/bin/dockerd-current';
  const at = (path: string | null): Changes => ({
    'locate dockerd': { value: path },
    [`locate dockerd ${CURRENT}`]: { value: null },
  });

  test('in its usual place, without a further question', async () => {
    expect(await found('/usr/sbin/dockerd', at('/usr/sbin/dockerd'))).toBe('/usr/sbin/dockerd');
    expect(await found('/usr/local/bin/start-docker.sh', at('/usr/bin/dockerd'))).toBe(
      '/usr/bin/dockerd',
    );
  });

  test('where docker.service starts it, even if another one lies in the usual place', async () => {
    const there = { [`locate dockerd ${STATIC}`]: { value: STATIC } };

    expect(await found(STATIC, { ...at(null), ...there })).toBe(STATIC);
    expect(await found(STATIC, { ...at('/usr/bin/dockerd'), ...there })).toBe(STATIC);
  });

  test('by the process that runs, if it is a dockerd', async () => {
    const pid = await recordedHost(RUNNING).host.readText(PID);
    const exe = `realPath /proc/${String(pid)}/exe`;
    const running = '/usr/local/lib/docker/dockerd';
    const trusted = { [`locate dockerd ${running}`]: { value: running } };

    expect(await found(null, { ...at(null), [exe]: { value: running }, ...trusted })).toBe(running);
    expect(await found(null, { ...at(null), [exe]: { value: '/usr/bin/python3' } })).toBeNull();
  });

  test('under the name that Red Hat gave it, where nothing says what starts it', async () => {
    const there = { [`locate dockerd ${CURRENT}`]: { value: CURRENT } };

    expect(await found(null, { ...at(null), ...there })).toBe(CURRENT);
  });

  test('and not where others than root can write', async () => {
    const message = `${STATIC} is not used: /opt is writable by everyone`;
    const open = { error: { kind: 'missing-program' as const, message } };

    await expect(
      found(STATIC, { ...at(null), [`locate dockerd ${STATIC}`]: open }),
    ).rejects.toThrow(message);
  });
});

describe('a Docker that answers', () => {
  const UP: Condition = { kind: 'units', names: ['docker.service'], active: true };
  const ON_POOL: Condition = {
    kind: 'docker-driver',
    driver: 'devicemapper',
    pool: 'docker-thinpool',
  };

  function answering(changes: Changes = {}): {
    readonly host: Host;
    readonly started: readonly string[];
  } {
    const { host, started } = recordedHost(RUNNING, changes);
    const { stdout } = recordedOutcome(RUNNING, dockerInfo());
    return { host: { ...host, getFromSocket: () => Promise.resolve(stdout) }, started };
  }

  async function verdicts(
    host: Host,
    conditions: readonly Condition[],
  ): Promise<readonly string[]> {
    return (await checkConditions(host, conditions)).map(({ finding }) => finding.verdict);
  }

  test('shows that its unit is active and on which pool it runs, without a program', async () => {
    const { host, started } = answering();
    expect(await verdicts(host, [UP, ON_POOL])).toEqual(['holds', 'holds']);
    expect(started).toEqual([]);
  });

  test('is not asked for the unit alone: one that is going down answers, too', async () => {
    const { host } = answering();
    // systemctl is: nobody asked it for this unit alone when the host was recorded.
    await expect(verdicts(host, [UP])).rejects.toThrow('never asked: run systemctl show');
  });

  test('is on the pool or off it', async () => {
    const { host } = answering();
    const off = (pool: string): Condition => ({ kind: 'docker-off-pool', pool });
    expect(await verdicts(host, [off('docker-thinpool'), off('other-pool')])).toEqual([
      'fails',
      'holds',
    ]);
  });
});
