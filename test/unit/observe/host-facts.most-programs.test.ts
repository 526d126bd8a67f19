import { describe, expect, it } from 'vitest';
import { lvmReport } from '../../../src/lvm/report.ts';
import { lvmSettings, settingsWithProfile } from '../../../src/lvm/settings.ts';
import { systemId } from '../../../src/lvm/system-id.ts';
import { visiblePvs } from '../../../src/lvm/visible-pvs.ts';
import type { Command, Outcome } from '../../../src/model/command.ts';
import { observeForVerify } from '../../../src/observe/host-facts.ts';
import { verify } from '../../../src/verify/verify.ts';
import { recordedHost, recordedOutcome, type Changes } from '../../helpers/recorded-host.ts';
import { questionOf } from '../../helpers/recording.ts';

const ID = 'lab';

const prints = (command: Command, outcome: Partial<Outcome>): Changes => {
  const usual = { exitCode: 0, signal: null, stdout: '', stderr: '', durationMs: 0 };
  return { [questionOf('run', [command])]: { value: { ...usual, ...outcome } } };
};

/** The recorded answer, with words of it replaced by others. */
function edited(host: string, command: Command, edits: readonly [string, string][]): Changes {
  const { stdout, ...rest } = recordedOutcome(host, command);
  const text = edits.reduce((found, [from, to]) => {
    expect(found).toContain(from);
    return found.replace(from, to);
  }, stdout);
  return prints(command, { ...rest, stdout: text });
}

/** A group of this host's own, a refused profile, a devices file that LVM uses. */
const rareLvm = (host: string, source: string): Changes => ({
  ...edited(host, lvmReport(), [['"vg_systemid":""', `"vg_systemid":"${ID}"`]]),
  ...prints(settingsWithProfile('docker-thinpool'), { exitCode: 5, stderr: 'unknown setting' }),
  ...edited(host, lvmSettings(), [
    ['system_id_source="none"', `system_id_source="${source}"`],
    ['use_devicesfile=0', 'use_devicesfile=1'],
  ]),
  ...prints(visiblePvs(), { stdout: '{"report": [{"pv": []}]}' }),
  ...prints(systemId(), { stdout: `  system ID: ${ID}\n` }),
  'readText /etc/lvm/lvmlocal.conf': { value: null },
  'readText /etc/lvm/devices/system.devices': { value: 'VERSION=1.1.1\n' },
  'readText /proc/sys/kernel/hostname': { value: `${ID}\n` },
});

async function look(name: string, changes: Changes) {
  const { host, started } = recordedHost(name, changes);
  const facts = await observeForVerify(host, 'docker');
  const { checks } = verify(facts);
  const found = (id: string) => checks.find((check) => check.id === id);
  return { facts, found, asked: started.map(wordsOf).sort() };
}

/** A program and what it is asked for. */
function wordsOf(call: string): string {
  const [program = '', verb = ''] = call.split(' ');
  if (program === 'lvmconfig') return call.includes('--metadataprofile') ? 'profile' : program;
  return ['lvm', 'dmsetup'].includes(program) ? `${program} ${verb}` : program;
}

/** What each look needs: what exists, what the kernel has of it, and how Docker is started. */
const ALWAYS = ['dmsetup info', 'dmsetup status', 'lvm fullreport', 'systemctl'];
/** LVM's settings: it prints none with a profile that it refuses, so it is asked without it as well. */
const REFUSED_PROFILE = ['profile', 'lvmconfig'];
/** The age of a Docker that does not answer. */
const VERSION = 'dockerd';
/** What LVM sees of what exists, with a devices file. */
const SIGHT = 'lvm pvs';

describe('where much that is rare meets on one host, verify starts at most 8 programs', () => {
  it('given a Docker that failed, it leaves out only the error, which it reports all the same', async () => {
    const { asked, found, facts } = await look(
      'bookworm-docker-down',
      rareLvm('bookworm-docker-down', 'uname'),
    );

    expect(asked).toEqual([...ALWAYS, ...REFUSED_PROFILE, VERSION, SIGHT].sort());
    expect(asked).toHaveLength(8);
    expect(found('docker-running')).toMatchObject({
      status: 'failed',
      found: expect.stringMatching(/^docker\.service.* failed/) as string,
    });
    expect(facts.lvm).toMatchObject({ value: { vgs: [{ systemId: ID, foreign: false }] } });
    expect(facts.lvmAccess.hiddenPvs).toMatchObject({ value: [{ device: '/dev/xvdf' }] });
  });

  it('given a Docker that failed and no devices file, it has room for the error', async () => {
    const { asked, found } = await look('bookworm-docker-down', {
      ...rareLvm('bookworm-docker-down', 'uname'),
      'readText /etc/lvm/devices/system.devices': { value: null },
    });

    expect(asked).toEqual([...ALWAYS, ...REFUSED_PROFILE, VERSION, 'journalctl'].sort());
    expect(found('docker-running')?.found).toMatch(
      /^Docker does not start: failed to start daemon/,
    );
  });

  it('given a Docker that answers nowhere, its client is not asked for the same socket', async () => {
    const host = 'bookworm-direct-stopped';
    const { asked, found } = await look(host, {
      ...rareLvm(host, 'uname'),
      'readText /run/docker.pid': { value: '4711\n' },
      'readText /proc/4711/comm': { value: 'dockerd\n' },
      'realPath /var/run': { value: '/run' },
    });

    expect(asked).toEqual([...ALWAYS, ...REFUSED_PROFILE, VERSION, SIGHT].sort());
    expect(found('docker-running')).toMatchObject({
      status: 'unknown',
      found: expect.stringMatching(/nobody listens on \/run\/docker\.sock/) as string,
    });
  });

  it.each(['appmachineid', 'file'])(
    'given that only LVM knows the system ID (%s), the ninth is not asked: its check is unknown',
    async (source) => {
      const { asked, found } = await look(
        'bookworm-docker-down',
        rareLvm('bookworm-docker-down', source),
      );

      const rest = [...REFUSED_PROFILE, VERSION, 'lvm systemid'];
      expect(asked).toEqual([...ALWAYS, ...rest].sort());
      expect(found('lvm-sees-disks')).toMatchObject({
        status: 'unknown',
        found: expect.stringMatching(/lvm was not asked: 8 programs/) as string,
      });
    },
  );
});

describe('whose a volume group with a system ID is', () => {
  const host = 'bookworm-docker-down';
  const owner = async (source: string, changes: Changes) => {
    const { facts, asked } = await look(host, { ...rareLvm(host, source), ...changes });
    const [group] = facts.lvm.known ? facts.lvm.value.vgs : [];
    return { foreign: group?.foreign, asked: asked.includes('lvm systemid') };
  };
  const settings = (local: string) =>
    edited(host, lvmSettings(), [
      ['system_id_source="none"', 'system_id_source="lvmlocal"'],
      ['\tsystem_id=""', `\tsystem_id="${local}"`],
    ]);

  it.each([
    ['none', true, {}],
    ['uname', true, { 'readText /proc/sys/kernel/hostname': { value: 'other\n' } }],
    ['uname', false, {}],
    ['machineid', false, { 'readText /etc/machine-id': { value: `${ID}\n` } }],
    ['machineid', true, { 'readText /etc/machine-id': { value: 'd3c7\n' } }],
    ['lvmlocal', false, settings(ID)],
    ['lvmlocal', true, settings('other')],
  ])(
    'is shown by the settings, without a program: %s, foreign: %s',
    async (source, foreign, changes) => {
      expect(await owner(source, changes)).toEqual({ foreign, asked: false });
    },
  );

  it.each([
    ['a name that LVM shortens', { 'readText /proc/sys/kernel/hostname': { value: 'l:ab\n' } }],
    ['no name', { 'readText /proc/sys/kernel/hostname': { value: null } }],
  ])('is asked of LVM where the host has %s', async (_, changes) => {
    expect(await owner('uname', changes)).toEqual({ foreign: false, asked: true });
  });

  it('is unknown where LVM does not say', async () => {
    const refused = prints(systemId(), { exitCode: 5, stderr: 'no' });
    const { facts } = await look(host, { ...rareLvm(host, 'appmachineid'), ...refused });

    expect(facts.lvm).toMatchObject({ known: false });
  });
});
