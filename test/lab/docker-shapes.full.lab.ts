import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { answerOf, importBusybox } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';
const FILE = '/etc/docker/daemon.json';
const STOP = 'systemctl stop docker.service docker.socket';

interface Check {
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly found: string;
  readonly fix: readonly string[];
}

/** The checks that are neither ok nor a note. */
async function problems(guest: Guest): Promise<readonly Check[]> {
  const { data } = answerOf(await guest.run('dmctl verify --json'));
  const checks = data['checks'] as readonly Check[];
  return checks.filter(({ status }) => status !== 'ok' && status !== 'note');
}

/** Starts Docker in vain, until systemd gives up. */
const startInVain = (guest: Guest): Promise<string> =>
  guest.ok(
    'systemctl reset-failed docker.service; ! systemctl start docker.service && ' +
      'until systemctl is-failed -q docker.service; do sleep 0.5; done',
  );

/** A way to keep Docker from starting, what dockerd says then, and the code of the way out. */
interface Fault {
  readonly name: string;
  readonly breaks: string;
  readonly says: RegExp;
  readonly explain: string;
  /** What status names first: the known cause, or Docker itself. null: nobody can tell the pool. */
  readonly first: string | null;
}

const replace = (from: string, to: string): string => `sed -i 's#${from}#${to}#' ${FILE}`;

const FAULTS: readonly Fault[] = [
  {
    name: 'a data root that is gone',
    breaks: 'rm -rf /var/lib/docker/*',
    says: /Unable to take ownership of thin-pool .* already has used data blocks \(.*data root is gone\)/,
    explain: 'DM240',
    first: 'DM100',
  },
  {
    name: 'hosts beside -H',
    breaks: replace('^{', '{"hosts": ["unix:///run/docker.sock"], '),
    says: /specified both as a flag and in the configuration file: hosts.*two places\)/,
    explain: 'DM041',
    first: 'DM041',
  },
  {
    name: 'a pool that is missing',
    breaks: replace('docker-thinpool', 'docker-nothing'),
    says: /Non existing device docker-nothing \(the pool does not exist/,
    explain: 'DM111',
    first: 'DM110',
  },
  {
    name: 'options of the driver left behind',
    breaks: replace('"devicemapper"', '"overlay2"'),
    says: /overlay2: unknown option dm\..*another driver\)/,
    explain: 'DM101',
    first: 'DM151',
  },
  {
    name: 'an option that dockerd does not know',
    breaks: replace('dm.use_deferred_removal', 'dm.nonsense'),
    says: /Unknown option dm\.nonsense/,
    explain: 'DM048',
    first: 'DM048',
  },
  {
    name: 'a file that is no JSON',
    breaks: replace('^{', '{,'),
    says: /unable to configure the Docker daemon with file.*invalid character/,
    explain: 'DM150',
    first: null,
  },
];

describe.each(RELEASES)('a Docker that does not start on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['4G'] });

  test('is told in its own words, with what they mean and the way out', async () => {
    const { guest } = lab;
    expect((await guest.run(SETUP)).exitCode).toBe(0);
    await importBusybox(guest);
    await guest.ok(`${STOP}; cp -a /var/lib/docker /root/kept; cp ${FILE} /root/kept.json`);
    expect((await guest.run('dmctl check')).exitCode, 'stopped on purpose').toBe(0);
    for (const { name, breaks, says, explain, first } of FAULTS) {
      await guest.ok(breaks);
      await startInVain(guest);
      const found = await problems(guest);
      const running = found.find(({ id }) => id === 'docker-running');
      expect(running, name).toMatchObject({ code: 'DM100', status: 'failed' });
      expect(running?.found, name).toMatch(says);
      expect(running?.fix.join(' '), name).toContain(`dmctl explain ${explain}`);

      const status = answerOf(await guest.run('dmctl status --json'));
      const [worst] = (status.data['problems'] ?? []) as readonly Check[];
      expect([name, worst?.code, status.error?.code]).toEqual(
        first === null ? [name, undefined, 'DM007'] : [name, first, undefined],
      );
      const plugin = await guest.run('dmctl check');
      expect([name, plugin.exitCode], plugin.stdout).toEqual([name, first === null ? 3 : 2]);

      await guest.ok(
        `${STOP}; systemctl reset-failed docker.service; ` +
          `rm -rf /var/lib/docker; cp -a /root/kept /var/lib/docker; cp /root/kept.json ${FILE}`,
      );
    }
    await guest.ok('systemctl start docker.service');
    expect(await problems(guest)).toEqual([]);
    expect((await guest.run('dmctl check')).exitCode).toBe(0);
  });

  test('fails a setup with the same words, and the way out of a data root that is gone works', async () => {
    const { guest } = lab;
    expect((await guest.run(SETUP)).exitCode).toBe(0);
    await importBusybox(guest);
    await guest.ok(`${STOP}; rm -rf /var/lib/docker/*`);
    const failed = await guest.run(SETUP);
    expect(failed.exitCode, failed.stderr).toBe(30);
    expect(failed.stderr).toMatch(/Unable to take ownership of thin-pool/);
    expect(failed.stderr).toMatch(
      /used data blocks \(.*data root is gone\)[\s\S]*see dmctl explain DM240/,
    );

    const gone = await guest.run('dmctl teardown --confirm docker/thinpool');
    expect(gone.exitCode, gone.stdout + gone.stderr).toBe(0);
    const set = await guest.run(SETUP);
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    expect(await problems(guest)).toEqual([]);
  });
});
