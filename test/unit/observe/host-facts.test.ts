import { describe, expect, it } from 'vitest';
import { dockerInfo } from '../../../src/docker/info.ts';
import { lvmReport } from '../../../src/lvm/report.ts';
import type { Facts } from '../../../src/model/facts.ts';
import { observe, observeForVerify } from '../../../src/observe/host-facts.ts';
import { recordedHost, type Changes } from '../../helpers/recorded-host.ts';
import { questionOf } from '../../helpers/recording.ts';

const subject = {
  devices: ['/dev/xvdf'],
  pool: { vg: 'docker', lv: 'thinpool' },
  profile: 'docker-thinpool',
};

async function forVerify(name: string, changes: Changes = {}) {
  const { host, started } = recordedHost(name, changes);
  return { facts: await observeForVerify(host), started };
}

async function forSetup(name: string, changes: Changes = {}) {
  const { host, started } = recordedHost(name, changes);
  return { facts: await observe(host, subject), started };
}

const programs = (started: readonly string[]) => started.map((call) => call.split(' ')[0]).sort();

describe('how many processes a look at the host takes', () => {
  it.each([
    ['bookworm-direct-running', 6],
    ['bookworm-direct-stopped', 6],
    ['bookworm-direct-inactive', 6],
    ['bookworm-loop-running', 6],
    ['bookworm-blank', 6],
    ['bookworm-bad-profile', 7],
  ])('verify on %s: %i', async (name, count) => {
    expect((await forVerify(name)).started).toHaveLength(count);
  });

  it('asks the daemon or its binary, never both', async () => {
    expect(programs((await forVerify('bookworm-direct-running')).started)).toEqual([
      'dmsetup',
      'dmsetup',
      'docker',
      'lvm',
      'lvmconfig',
      'systemctl',
    ]);
    expect(programs((await forVerify('bookworm-direct-stopped')).started)).toContain('dockerd');
  });

  it('takes seven for a setup whose pool is there, eleven for a first one', async () => {
    expect((await forSetup('bookworm-direct-running')).started).toHaveLength(7);
    expect((await forSetup('bookworm-blank')).started).toHaveLength(11);
  });
});

describe('what is seen of a host', () => {
  it('sees a pool at work: LVM, kernel, Docker and profile agree', async () => {
    const { facts } = await forVerify('bookworm-direct-running');

    expect(facts).toMatchObject({
      euid: 0,
      kernel: { thinPool: { known: true, value: true } },
      docker: {
        manager: 'systemd',
        running: { known: true, value: true },
        info: { known: true, value: { storageDriver: 'devicemapper' } },
      },
      dataRoot: { state: 'present', path: '/var/lib/docker', mountPoint: false, empty: false },
      profileSettings: { known: true, value: { threshold: 80, percent: 20 } },
      dmeventd: { known: true },
    });
    expect(poolNames(facts)).toEqual(['docker-thinpool']);
    expect(facts.dataRoot).toMatchObject({ holdings: { images: 1, containers: 1 } });
  });

  it('sees a pool while Docker is stopped, and its version from the binary', async () => {
    const { facts } = await forVerify('bookworm-direct-stopped');

    expect(facts.docker).toMatchObject({
      running: { known: true, value: false },
      info: { known: true, value: null },
      version: { known: true, value: '20.10.24' },
    });
    expect(poolNames(facts)).toEqual(['docker-thinpool']);
  });

  it('sees that a pool is not active', async () => {
    const { facts } = await forVerify('bookworm-direct-inactive');

    expect(poolNames(facts)).toEqual([]);
    expect(
      facts.lvm.known && facts.lvm.value.lvs.find((lv) => lv.name === 'thinpool'),
    ).toMatchObject({ active: false, segmentType: 'thin-pool' });
  });

  it('sees that LVM will not take a profile with a misspelt key', async () => {
    const { facts } = await forVerify('bookworm-bad-profile');

    expect(facts.profileSettings).toEqual({ known: true, value: null });
    expect(facts.lvmSettings.known).toBe(true);
    expect(facts.profile).toMatchObject({
      value: { text: expect.stringContaining('treshold') as string },
    });
  });

  it('sees a pool on loop files', async () => {
    const { facts } = await forVerify('bookworm-loop-running');

    expect(poolNames(facts)).toEqual([expect.stringMatching(/^docker-\d+:\d+-\d+-pool$/)]);
    expect(facts.docker.info.known && facts.docker.info.value?.devicemapper).toMatchObject({
      dataLoopFile: expect.stringContaining('/var/lib/docker/') as string,
    });
  });

  it('asks for the versions of the tools only where a pool is to be made', async () => {
    const first = (await forSetup('bookworm-blank')).facts;
    const second = (await forSetup('bookworm-direct-running')).facts;

    expect(first.tools.lvm.version).toEqual({ known: true, value: '2.03.16' });
    expect(first.tools.thin_check.version).toEqual({ known: true, value: '0.9.0' });
    expect(second.tools.lvm.version.known).toBe(false);
    expect(second.tools.dockerd.version).toEqual({ known: true, value: '20.10.24' });
  });
});

describe('what cannot be seen', () => {
  const refused = { error: { kind: 'cannot-start', message: 'no' } } as const;

  it('is unknown with the reason, and the rest is seen all the same', async () => {
    const { facts } = await forVerify('bookworm-direct-running', {
      [questionOf('run', [lvmReport()])]: refused,
    });

    expect(facts.lvm).toEqual({ known: false, why: 'no' });
    expect(facts.docker.info.known).toBe(true);
    expect(facts.rotationalDisks.known).toBe(false);
  });

  it('is not taken for an answer when the tool exits with an error', async () => {
    const failed = {
      value: { exitCode: 5, signal: null, stdout: '', stderr: 'bad news', durationMs: 0 },
    };

    const { facts } = await forVerify('bookworm-direct-running', {
      [questionOf('run', [lvmReport()])]: failed,
    });

    expect(facts.lvm).toMatchObject({
      known: false,
      why: 'lvm fullreport exited with 5: bad news',
    });
  });

  it('asks the binary for its version when the daemon does not answer', async () => {
    const { facts, started } = await forVerify('bookworm-direct-stopped', {
      'readText /run/docker.pid': { value: '4711\n' },
      'readText /proc/4711/comm': { value: 'dockerd\n' },
      [questionOf('run', [dockerInfo()])]: { error: { kind: 'busy', message: 'no answer' } },
    });

    expect(facts.docker.running).toEqual({ known: true, value: true });
    expect(facts.docker.info).toEqual({ known: false, why: 'no answer' });
    expect(facts.docker.version).toEqual({ known: true, value: '20.10.24' });
    expect(started).toHaveLength(7);
  });
});

describe('daemon.json', () => {
  const path = '/etc/docker/daemon.json';
  const link = { value: { kind: 'symlink', links: 1 } };

  it('is unusable when its link leads nowhere', async () => {
    const { facts } = await forVerify('bookworm-blank', {
      [`lstat ${path}`]: link,
      [`realPath ${path}`]: { value: null },
    });

    expect(facts.daemonJson).toMatchObject({ state: 'unusable' });
  });

  it('is unusable when it has other names', async () => {
    const { facts } = await forVerify('bookworm-blank', {
      [`stat ${path}`]: { value: { kind: 'file', links: 2 } },
    });

    expect(facts.daemonJson).toMatchObject({
      state: 'unusable',
      why: `${path} has 2 hard links`,
    });
  });

  it('is absent only when nothing is there', async () => {
    const { facts } = await forVerify('bookworm-blank', { [`lstat ${path}`]: { value: null } });

    expect(facts.daemonJson).toEqual({ state: 'absent', path });
  });
});

describe('the kernel', () => {
  const release = '/lib/modules/9.9/';
  const changes: Changes = {
    'readText /proc/sys/kernel/osrelease': { value: '9.9\n' },
    'lstat /sys/module/dm_thin_pool': { value: null },
    [`readText ${release}modules.dep`]: { value: 'kernel/drivers/md/dm-mod.ko.xz:\n' },
    [`readText ${release}modules.builtin`]: { value: 'kernel/fs/ext4/ext4.ko\n' },
  };
  const thinPool = async (more: Changes) =>
    (await forVerify('bookworm-blank', { ...changes, ...more })).facts.kernel.thinPool;

  it('can load the target from a compressed module', async () => {
    const dep = 'kernel/drivers/md/dm-thin-pool.ko.zst: kernel/drivers/md/dm-mod.ko.zst\n';
    const list = { [`readText ${release}modules.dep`]: { value: dep } };

    expect(await thinPool(list)).toEqual({ known: true, value: true });
  });

  it('has it built in', async () => {
    const list = { value: 'kernel/drivers/md/dm-thin-pool.ko\n' };

    expect(await thinPool({ [`readText ${release}modules.builtin`]: list })).toMatchObject({
      value: true,
    });
  });

  it('has none', async () => {
    expect(await thinPool({})).toEqual({ known: true, value: false });
  });

  it('says nothing when there is no list of modules', async () => {
    const none = { [`readText ${release}modules.dep`]: { value: null } };

    expect((await thinPool(none)).known).toBe(false);
  });
});

function poolNames(facts: Facts): readonly string[] {
  return facts.thinPools.known ? facts.thinPools.value.map(({ name }) => name) : ['unknown'];
}
