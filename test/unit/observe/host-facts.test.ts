import { dockerFacts } from '../../../src/docker/engine.ts';
import { describe, expect, it } from 'vitest';
import { dockerInfo } from '../../../src/docker/info.ts';
import { dmInfo, parseDmInfo } from '../../../src/lvm/dmsetup.ts';
import { lvmReport, unreadableDevices } from '../../../src/lvm/report.ts';
import type { Facts } from '../../../src/model/facts/facts.ts';
import { observe, observeForVerify } from '../../../src/observe/host-facts.ts';
import { recordedHost, recordedOutcome, type Changes } from '../../helpers/recorded-host.ts';
import { questionOf } from '../../helpers/recording.ts';

const subject = {
  devices: ['/dev/xvdf'],
  pool: { vg: 'docker', lv: 'thinpool' },
  profile: 'docker-thinpool',
  engine: 'docker' as const,
};

async function forVerify(name: string, changes: Changes = {}) {
  const { host, started } = recordedHost(name, changes);
  return { facts: await observeForVerify(host, 'docker'), started };
}

async function forSetup(name: string, changes: Changes = {}) {
  const { host, started } = recordedHost(name, changes);
  return { facts: await observe(host, subject), started };
}

const programs = (started: readonly string[]) => started.map((call) => call.split(' ')[0]).sort();

describe('how many processes a look at the host takes', () => {
  it.each([
    ['direct-running', 6],
    ['direct-stopped', 6],
    ['direct-inactive', 6],
    ['loop-running', 6],
    ['blank', 6],
    ['bad-profile', 7],
  ])('verify on %s: %i', async (state, count) => {
    expect((await forVerify(`bookworm-${state}`)).started).toHaveLength(count);
    expect((await forVerify(`bullseye-${state}`)).started).toHaveLength(count);
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

  it('takes seven for a setup whose pool is there, seven for a first one', async () => {
    expect((await forSetup('bookworm-direct-running')).started).toHaveLength(7);
    expect((await forSetup('bookworm-blank')).started).toHaveLength(7);
  });
});

describe('what is seen of a host', () => {
  it('sees a pool at work: LVM, kernel, Docker and profile agree', async () => {
    const { facts } = await forVerify('bookworm-direct-running');

    expect(facts).toMatchObject({
      euid: 0,
      kernel: { thinPool: { known: true, value: true } },
      engine: {
        service: { manager: 'systemd', running: { known: true, value: true } },
        runsOn: { known: true, value: { name: 'docker-thinpool', mode: 'direct-lvm' } },
        detail: {
          docker: { info: { known: true, value: { storageDriver: 'devicemapper' } } },
          dataRoot: { state: 'present', path: '/var/lib/docker', mountPoint: false, empty: false },
        },
      },
      profileSettings: { known: true, value: { threshold: 80, percent: 20 } },
      dmeventd: { known: true },
    });
    expect(poolNames(facts)).toEqual(['docker-thinpool']);
    expect(dockerFacts(facts).dataRoot).toMatchObject({ holdings: { images: 1, containers: 1 } });
  });

  it('sees a pool while Docker is stopped, and its version from the binary', async () => {
    const { facts } = await forVerify('bookworm-direct-stopped');

    expect(dockerFacts(facts).docker).toMatchObject({
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
    expect(facts.engine.runsOn).toMatchObject({
      value: {
        mode: 'loop-lvm',
        files: [
          expect.stringContaining('/var/lib/docker/'),
          expect.stringContaining('/metadata'),
        ] as string[],
      },
    });
  });

  it('asks thin_check for its version only where a pool is to be made, and LVM never when its report was read', async () => {
    const first = (await forSetup('bookworm-blank')).facts;
    const second = (await forSetup('bookworm-direct-running')).facts;

    expect(first.tools.lvm.version.known).toBe(false);
    expect(first.tools.thin_check.version).toEqual({ known: true, value: '0.9.0' });
    expect(second.tools.thin_check.version.known).toBe(false);
    expect(dockerFacts(second).docker.version).toEqual({ known: true, value: '20.10.24' });
  });
});

describe('what cannot be seen', () => {
  const refused = { error: { kind: 'cannot-start', message: 'no' } } as const;

  it('makes it ask LVM and wipefs for their versions: they may be too old to answer', async () => {
    const { facts } = await forSetup('bookworm-blank', {
      [questionOf('run', [lvmReport()])]: refused,
    });

    expect(facts.tools.lvm.version).toEqual({ known: true, value: '2.03.16' });
  });

  it('is unknown with the reason, and the rest is seen all the same', async () => {
    const { facts } = await forVerify('bookworm-direct-running', {
      [questionOf('run', [lvmReport()])]: refused,
    });

    expect(facts.lvm).toEqual({ known: false, why: 'no' });
    expect(dockerFacts(facts).docker.info.known).toBe(true);
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

    expect(dockerFacts(facts).docker.running).toEqual({ known: true, value: true });
    expect(dockerFacts(facts).docker.info).toEqual({ known: false, why: 'no answer' });
    expect(dockerFacts(facts).docker.version).toEqual({ known: true, value: '20.10.24' });
    expect(started).toHaveLength(7);
  });
});

describe('a host with a suspended device', () => {
  it('has LVM keep off what cannot be read', async () => {
    const [info, report] = [dmInfo(), lvmReport()];
    const recorded = recordedOutcome('bookworm-direct-running', info);
    const stdout = recorded.stdout.replace('|Active|', '|Suspended|');
    const avoid = unreadableDevices(parseDmInfo(stdout));
    const answer = { value: recordedOutcome('bookworm-direct-running', report) };

    const { facts, started } = await forVerify('bookworm-direct-running', {
      'readText /sys/block/dm-0/dm/suspended': { value: '1\n' },
      [questionOf('run', [info])]: { value: { ...recorded, stdout } },
      [questionOf('run', [report])]: undefined,
      [questionOf('run', [lvmReport(avoid)])]: answer,
    });

    expect(avoid.length).toBeGreaterThan(0);
    expect(facts.lvm.known).toBe(true);
    expect(started).toHaveLength(6);
  });
});

describe('a host without systemd', () => {
  const sysv: Changes = {
    'lstat /run/systemd/system': { value: null },
    'lstat /etc/init.d/docker': { value: { kind: 'file' } },
    'readText /run/docker.pid': { value: '12\n' },
    'readText /proc/12/comm': { value: 'dockerd\n' },
    'readText /etc/default/docker': { value: 'DOCKER_OPTS="--storage-driver overlay2"\n' },
    'readText /etc/sysconfig/docker': { value: null },
    'readText /etc/sysconfig/docker-storage': { value: null },
  };

  it('runs Docker by its init script, with the options of its files', async () => {
    const { facts, started } = await forVerify('bookworm-direct-running', sysv);

    expect(dockerFacts(facts).docker).toMatchObject({
      manager: 'sysv',
      running: { known: true, value: true },
      outside: { value: [{ option: '--storage-driver', source: '/etc/default/docker' }] },
    });
    expect(programs(started)).not.toContain('systemctl');
  });

  it('has nobody to start Docker where there is no init script', async () => {
    const { facts } = await forVerify('bookworm-direct-running', {
      ...sysv,
      'lstat /etc/init.d/docker': { value: null },
    });

    expect(dockerFacts(facts).docker.manager).toBe('none');
  });
});

describe('what lies below the pool and beside it', () => {
  it('names the rotating disks of the volume group', async () => {
    const { facts } = await forVerify('bookworm-direct-running', {
      'readText /sys/block/ubdb/queue/rotational': { value: '1\n' },
    });

    expect(facts.rotationalDisks).toEqual({ known: true, value: ['ubdb'] });
  });

  it('takes a pid file for what it is worth', async () => {
    const { facts } = await forVerify('bookworm-direct-running', {
      'readText /run/dmeventd.pid': { value: '77\n' },
      'readText /proc/77/comm': { value: 'bash\n' },
      'readText /var/run/dmeventd.pid': { value: null },
      'list /proc': { value: ['1', '88', 'self'] },
      'readText /proc/1/comm': { value: 'systemd\n' },
      'readText /proc/88/comm': { value: 'dmeventd\n' },
    });

    expect(facts.dmeventd).toEqual({ known: true, value: 88 });
  });
});

function poolNames(facts: Facts): readonly string[] {
  return facts.thinPools.known ? facts.thinPools.value.map(({ name }) => name) : ['unknown'];
}
