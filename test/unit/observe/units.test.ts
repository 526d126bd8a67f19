import { dockerFacts } from '../../../src/docker/engine.ts';
import { describe, expect, it } from 'vitest';
import { units } from '../../../src/observe/units.ts';
import { observeForVerify } from '../../../src/observe/host-facts.ts';
import { HostError } from '../../../src/model/host.ts';
import { knownOr } from '../../../src/model/known.ts';
import { showUnits } from '../../../src/lvm/systemctl.ts';
import { recordedHost } from '../../helpers/recorded-host.ts';
import { onRhel7 } from '../../helpers/recorded-systemd.ts';
import { questionOf } from '../../helpers/recording.ts';

const ASKED = ['docker.service', 'docker.socket', 'lvm2-monitor.service', 'nosuch.service'];
const WATCHED = [
  'docker.service',
  'docker.socket',
  'lvm2-monitor.service',
  'dm-event.socket',
  'dm-event.service',
  'dmctl-activate.service',
];

const failing = (stderr: string, exitCode = 1) => ({
  [questionOf('run', [showUnits(ASKED)])]: {
    value: { exitCode, signal: null, stdout: '', stderr, durationMs: 0 },
  },
});

describe('a systemctl that stops at a unit without an asked property, as of RHEL 7', () => {
  it('is asked again for what every unit has', async () => {
    const { host, started } = recordedHost('bookworm-blank', onRhel7(ASKED));

    const { states } = await units(host, ASKED, []);

    expect(states.map(({ name, loaded }) => [name, loaded])).toEqual([
      ['docker.service', true],
      ['docker.socket', true],
      ['lvm2-monitor.service', true],
      ['nosuch.service', false],
    ]);
    expect(started).toHaveLength(2);
  });

  it('tells how dockerd is started, and the file with its options', async () => {
    const { host } = recordedHost('bookworm-blank', onRhel7(ASKED));

    const shown = await units(host, ASKED, []);

    expect(await shown.startOf('docker.service')).toMatchObject({
      execStart: [expect.arrayContaining(['/usr/sbin/dockerd', '$DOCKER_OPTS'])],
      environmentFiles: ['/etc/default/docker'],
    });
  });

  it('leaves nothing of Docker unknown to verify', async () => {
    const text = 'DOCKER_OPTS="--storage-driver=overlay2"\n';
    const { host } = recordedHost('bookworm-direct-stopped', {
      ...onRhel7(WATCHED),
      'readText /etc/default/docker': { value: text },
    });

    const { docker } = dockerFacts(await observeForVerify(host, 'docker'));

    expect(docker.manager).toBe('systemd');
    expect(docker.units.known).toBe(true);
    expect(knownOr(docker.outside, [])).toContainEqual({
      source: '/etc/default/docker',
      option: '--storage-driver',
      value: 'overlay2',
    });
  });
});

describe('a systemctl that fails', () => {
  it.each([
    ['says why', failing('Failed to get D-Bus connection: Operation not permitted\n')],
    ['ends with another code', failing('', 4)],
  ])('and %s is not asked again', async (_, changes) => {
    const { host, started } = recordedHost('bookworm-blank', changes);

    await expect(units(host, ASKED, [])).rejects.toThrow(HostError);
    expect(started).toHaveLength(1);
  });
});
