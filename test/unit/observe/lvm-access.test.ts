import { describe, expect, it } from 'vitest';
import { settingsWithProfile } from '../../../src/lvm/settings.ts';
import { visiblePvs } from '../../../src/lvm/visible-pvs.ts';
import { observeForVerify } from '../../../src/observe/host-facts.ts';
import { recordedHost, recordedOutcome, type Changes } from '../../helpers/recorded-host.ts';
import { questionOf } from '../../helpers/recording.ts';

const HOST = 'bookworm-direct-running';
const DEVICES_FILE = 'readText /etc/lvm/devices/system.devices';
const MOUNTS = 'readText /proc/self/mountinfo';

const look = async (changes: Changes) => {
  const { host, started } = recordedHost(HOST, changes);
  return { ...(await observeForVerify(host, 'docker')), started };
};

function devicesFileInUse(): Changes {
  const command = settingsWithProfile('docker-thinpool');
  const outcome = recordedOutcome(HOST, command);
  const stdout = outcome.stdout.replace('use_devicesfile=0', 'use_devicesfile=1');
  return { [questionOf('run', [command])]: { value: { ...outcome, stdout } } };
}

const inUse = devicesFileInUse();
const sees = (...uuids: string[]): Changes => {
  const pv = uuids.map((uuid) => ({ pv_uuid: uuid, pv_name: '/dev/xvdf' }));
  const stdout = JSON.stringify({ report: [{ pv }] });
  const outcome = { exitCode: 0, signal: null, stdout, stderr: '', durationMs: 0 };
  return { [questionOf('run', [visiblePvs()])]: { value: outcome } };
};

async function uuidOfPv(): Promise<string> {
  const { lvm } = await look({});
  return lvm.known ? (lvm.value.pvs[0]?.uuid ?? 'none') : 'none';
}

describe("the disks that LVM does not see with the host's own devices file", () => {
  it('are none where no devices file is used, and nobody is asked', async () => {
    const { lvmAccess, started } = await look({});

    expect(lvmAccess.hiddenPvs).toEqual({ known: true, value: [] });
    expect(started.filter((call) => call.startsWith('lvm pvs'))).toEqual([]);
  });

  it('are none where the file is to be used and does not exist', async () => {
    const { lvmAccess } = await look({ ...inUse, [DEVICES_FILE]: { value: null } });

    expect(lvmAccess.hiddenPvs).toEqual({ known: true, value: [] });
  });

  it('are those of the report that LVM does not list with it', async () => {
    const file = { [DEVICES_FILE]: { value: 'VERSION=1.1.1\n' } };
    const hidden = await look({ ...inUse, ...file, ...sees() });
    const seen = await look({ ...inUse, ...file, ...sees(await uuidOfPv()) });

    expect(hidden.lvmAccess.hiddenPvs).toMatchObject({ value: [{ device: '/dev/xvdf' }] });
    expect(seen.lvmAccess.hiddenPvs).toEqual({ known: true, value: [] });
  });

  it('are not those listed with an older name: LVM finds them by their UUID', async () => {
    const uuid = (await uuidOfPv()).replaceAll('-', '');
    const line = (type: string) => `IDTYPE=${type} IDNAME=/dev/old DEVNAME=/dev/old PVID=${uuid}\n`;
    const file = (type: string) => ({ [DEVICES_FILE]: { value: line(type) } });
    const byName = await look({ ...inUse, ...file('devname'), ...sees() });
    const bySerial = await look({ ...inUse, ...file('sys_serial'), ...sees() });

    expect(byName.lvmAccess.hiddenPvs).toEqual({ known: true, value: [] });
    expect(bySerial.lvmAccess.hiddenPvs).toMatchObject({ value: [{ device: '/dev/xvdf' }] });
  });

  it('are unknown where LVM does not answer', async () => {
    const refused = { error: { kind: 'cannot-start', message: 'no' } } as const;
    const file = { [DEVICES_FILE]: { value: '' }, [questionOf('run', [visiblePvs()])]: refused };

    expect((await look({ ...inUse, ...file })).lvmAccess.hiddenPvs.known).toBe(false);
  });
});

describe('directories that cannot be written to', () => {
  it('are none on a healthy host', async () => {
    expect((await look({})).lvmAccess.blockedFolders).toEqual({ known: true, value: [] });
  });

  it('are those on a read-only mount', async () => {
    const line = '9 1 98:0 /etc/lvm /etc/lvm ro,noatime - ext4 /dev/root rw\n';
    const recorded = '16 1 98:0 / / rw - ext4 /dev/root rw\n';
    const { lvmAccess } = await look({ [MOUNTS]: { value: recorded + line } });

    expect(lvmAccess.blockedFolders).toMatchObject({
      value: ['/etc/lvm/archive', '/etc/lvm/backup', '/etc/lvm/profile'].map((path) => ({
        path,
        why: expect.stringContaining('read-only') as string,
      })),
    });
  });

  it('are those on a full file system, also where they do not exist yet', async () => {
    const { lvmAccess } = await look({
      'realPath /etc/lvm/archive': { value: null },
      'realPath /etc/lvm': { value: '/etc/lvm' },
      'freeSpace /etc/lvm': { value: 4096 },
    });

    expect(lvmAccess.blockedFolders).toMatchObject({
      value: [{ path: '/etc/lvm/archive', why: 'its file system is full' }],
    });
  });
});

describe('tags of the host', () => {
  it.each([
    ['tags {\n\thosttags = 1\n}\n', true],
    ['tags/hosttags=1\n', true],
    ['tags {\n\tfoo { }\n}\n', true],
    ['# tags { hosttags = 1 }\n', false],
    ['tags {\n\thosttags = 0\n}\n', false],
  ])('%j', async (text, wanted) => {
    const { lvmAccess } = await look({ 'readText /etc/lvm/lvmlocal.conf': { value: text } });

    expect(lvmAccess.hostTags).toEqual({ known: true, value: wanted });
  });
});
