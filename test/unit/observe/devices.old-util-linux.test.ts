import { describe, expect, it } from 'vitest';
import { lsblkPairs } from '../../../src/lvm/lsblk-pairs.ts';
import { lsblk } from '../../../src/lvm/lsblk.ts';
import { lsblkVersion, wipefsVersion } from '../../../src/lvm/version.ts';
import { listSignatures } from '../../../src/lvm/wipefs-list.ts';
import { probeSignatures } from '../../../src/lvm/wipefs.ts';
import type { Command } from '../../../src/model/command.ts';
import { observe } from '../../../src/observe/host-facts.ts';
import { planSetupDirectLvm } from '../../../src/plan/setup/direct-lvm.ts';
import { documentedRequest } from '../../helpers/blank-host.ts';
import { recordedHost, recordedOutcome, type Changes } from '../../helpers/recorded-host.ts';
import { recordedAnswer } from '../../helpers/recorded-util-linux.ts';
import { questionOf } from '../../helpers/recording.ts';

const HOST = 'bookworm-signed-disk';
const DEVICES = ['/dev/xvdf', '/dev/xvdg'];
const NODES = ['/dev/ubdb', '/dev/ubdc'];

const answered = (command: Command, answer: object): Changes => ({
  [questionOf('run', [command])]: { value: { signal: null, durationMs: 0, ...answer } },
});
const says = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });

/** Both disks as lsblk of 2.23.2 prints such ones. */
const PAIRS = NODES.map((node) => {
  const { stdout } = recordedAnswer('2.23.2', lsblkPairs([node]));
  return stdout;
}).join('');

const UUID = /"uuid": "([^"]+)"/.exec(recordedOutcome(HOST, probeSignatures(NODES)).stdout)?.[1];

/** The recorded host, if it had util-linux 2.23.2. */
const OLD: Changes = {
  ...answered(lsblk(NODES), recordedAnswer('2.23.2', lsblk(['/dev/ubdb']))),
  ...answered(lsblkPairs(NODES), says(PAIRS)),
  ...answered(probeSignatures(NODES), recordedAnswer('2.23.2', probeSignatures(['/dev/ubdb']))),
  ...answered(listSignatures('/dev/ubdb'), says('')),
  ...answered(
    listSignatures('/dev/ubdc'),
    says(`# offset,uuid,label,type\n0x438,${UUID ?? ''},data,ext4\n`),
  ),
  ...answered(wipefsVersion(), says('wipefs from util-linux 2.23.2\n')),
};

async function look(changes: Changes) {
  const { host, started } = recordedHost(HOST, changes);
  const pool = { vg: 'docker', lv: 'thinpool' };
  const facts = await observe(host, {
    devices: DEVICES,
    pool,
    profile: 'docker-thinpool',
    engine: 'docker',
  });
  return { facts, started };
}

describe('with util-linux 2.23.2', () => {
  it('devices are seen as with a new one', async () => {
    const [old, now] = [await look(OLD), await look({})];

    expect(old.facts.devices).toEqual(now.facts.devices);
  });

  it('each form is asked once, and each disk by itself', async () => {
    const { started } = await look(OLD);

    expect(started.filter((call) => /^(lsblk|wipefs)/.test(call))).toEqual([
      expect.stringMatching(/^lsblk -J /),
      expect.stringMatching(/^lsblk -P /),
      expect.stringMatching(/^wipefs --json /),
      'wipefs -p /dev/ubdb',
      'wipefs --version',
      'wipefs -p /dev/ubdc',
    ]);
  });

  it('a disk is not blank because a program of unknown age is silent about it', async () => {
    for (const version of ['', 'wipefs from util-linux 2.38.1\n']) {
      const { facts } = await look({ ...OLD, ...answered(wipefsVersion(), says(version)) });

      expect(facts.devices[0]).toMatchObject({ usable: true, signatures: { known: false } });
    }
  });

  it('signatures are unknown where one device cannot be read', async () => {
    const failed = recordedAnswer('2.23.2', listSignatures('/dev/nosuch'));
    const { facts } = await look({ ...OLD, ...answered(listSignatures('/dev/ubdc'), failed) });

    expect(facts.devices[1]).toMatchObject({ usable: true, signatures: { known: false } });
  });
});

describe('with util-linux 2.20', () => {
  const refused = {
    exitCode: 1,
    stdout: '',
    stderr: "lsblk: invalid option -- 'p'\n\nUsage: ...\n",
  };
  const TOO_OLD: Changes = {
    ...OLD,
    ...answered(lsblkPairs(NODES), refused),
    ...answered(lsblkVersion(), says('lsblk from util-linux 2.20.1\n')),
  };

  it('setup is refused for its age, and for nothing else', async () => {
    const { facts } = await look(TOO_OLD);
    const { refusals } = planSetupDirectLvm(facts, documentedRequest({ devices: DEVICES }), {
      nonce: '0123456789abcdef0123456789abcdef',
      earlier: null,
    });

    expect(refusals).toMatchObject([
      { code: 'DM005', message: 'lsblk 2.20.1 is too old', exitCode: 5 },
    ]);
  });
});
