import { describe, expect, test } from 'vitest';
import { perform } from '../../../src/apply/perform.ts';
import { trimMount } from '../../../src/lvm/fstrim.ts';
import { activeThins, parseThinStatus, parseThinTables } from '../../../src/lvm/thin-device.ts';
import { thinStatus, thinTables } from '../../../src/lvm/thin-device.ts';
import type { Command } from '../../../src/model/command.ts';
import type { Host } from '../../../src/model/host.ts';
import { dmDevices } from '../../../src/observe/device-mapper.ts';
import { recordedHost } from '../../helpers/recorded-host.ts';

const POOL = 'docker-thinpool';
const ended = { exitCode: 0, signal: null, stdout: '', stderr: '', durationMs: 0 };

const ACTION = { kind: 'trim-mounts', engine: 'docker', pool: POOL, trim: trimMount() } as const;

/** The device of the container that ran when the host was recorded. */
async function mountedDevice(host: Host): Promise<string> {
  const devices = await dmDevices(host);
  const [tables, status] = await Promise.all([host.run(thinTables()), host.run(thinStatus())]);
  const pool = devices.find(({ name }) => name === POOL)?.majorMinor ?? '';
  const thins = activeThins(
    pool,
    parseThinTables(tables.stdout),
    parseThinStatus(status.stdout),
    devices,
  );
  return thins[0]?.majorMinor ?? '';
}

/**
 * A recorded host whose dockerd has process 7 and one file system mounted from the pool.
 * @param exitCode of fstrim
 * @param mode of the mount
 */
async function dockerAtWork(exitCode: number, mode = 'rw') {
  const { host } = recordedHost('bookworm-direct-layers');
  const device = await mountedDevice(host);
  const mounts = [
    '20 1 98:0 / / rw shared:1 - ext4 /dev/root rw',
    `74 20 ${device} / /mnt/with\\040blank ${mode} shared:37 - xfs /dev/mapper/layer ${mode}`,
  ];
  const files: Record<string, string> = {
    '/run/docker.pid': '7',
    '/proc/7/comm': 'dockerd\n',
    '/proc/7/mountinfo': `${mounts.join('\n')}\n`,
  };
  const trims: string[][] = [];
  const machine: Host = {
    ...host,
    readText: (path) =>
      path in files ? Promise.resolve(files[path] ?? null) : host.readText(path),
    run: (command: Command) => {
      if (command.program !== 'nsenter') return host.run(command);
      trims.push([...command.args]);
      if (exitCode !== 0) files['/proc/7/mountinfo'] = after(mounts, exitCode);
      return Promise.resolve({
        ...ended,
        exitCode,
        stderr: 'fstrim: the discard operation is not supported',
      });
    },
  };
  return { machine, trims, files };
}

/** With exit 2 the container has ended meanwhile. */
const after = (mounts: readonly string[], exitCode: number): string =>
  `${mounts.slice(0, exitCode === 2 ? 1 : 2).join('\n')}\n`;

describe('trimming what Docker has mounted', () => {
  test("goes through the daemon's mount namespace", async () => {
    const { machine, trims } = await dockerAtWork(0);
    expect(await perform(machine, ACTION, {})).toMatchObject({ ok: true });
    expect(trims).toEqual([['--mount=/proc/7/ns/mnt', 'fstrim', '/mnt/with blank']]);
  });

  test('fails with the words of fstrim', async () => {
    const { machine } = await dockerAtWork(1);
    const end = await perform(machine, ACTION, {});
    expect(end).toMatchObject({
      ok: false,
      detail: 'fstrim: the discard operation is not supported',
    });
  });

  test('takes no notice of a container that has ended meanwhile', async () => {
    const { machine } = await dockerAtWork(2);
    expect(await perform(machine, ACTION, {})).toMatchObject({ ok: true });
  });

  test('leaves a read-only file system alone', async () => {
    const { machine, trims } = await dockerAtWork(0, 'ro');
    expect(await perform(machine, ACTION, {})).toMatchObject({ ok: true });
    expect(trims).toEqual([]);
  });

  test('has nothing to do once Docker has stopped', async () => {
    const { machine, trims, files } = await dockerAtWork(0);
    files['/proc/7/comm'] = 'sshd\n';
    files['/var/run/docker.pid'] = '7';
    const stopped: Host = { ...machine, list: () => Promise.resolve([]) };
    expect(await perform(stopped, ACTION, {})).toMatchObject({ ok: true });
    expect(trims).toEqual([]);
  });
});
