import { describe, expect, test } from 'vitest';
import { reads, writes } from '../../../src/model/command.ts';
import { HostError, type Host } from '../../../src/model/host.ts';
import { lastWordsIn, lastWordsOf, startErrorOf } from '../../../src/observe/service-words.ts';

/** Printed by dockerd 20.10.24 where the pool was used by another data root. */
const DOCKERD = `time="2026-11-30T00:41:07.1Z" level=info msg="Starting up"
failed to start daemon: error initializing graphdriver: devmapper: Unable to take ownership of thin-pool (docker-thinpool) that already has used data blocks
`;

const START = writes('systemctl', ['start', 'docker.service']);

const hostThat = (run: Host['run']): Host => ({ run }) as Host;

const printing = (stdout: string): Host =>
  hostThat(() => Promise.resolve({ exitCode: 0, signal: null, stdout, stderr: '', durationMs: 1 }));

describe('the last words of a service that did not start', () => {
  test('are the error with which dockerd ended, what it means, and the way out', async () => {
    const [words, ...fix] = ((await lastWordsOf(printing(DOCKERD), START)) ?? '').split('\n');

    expect(words).toMatch(
      /^failed to start daemon: error initializing graphdriver: devmapper: Unable to take ownership of thin-pool \(docker-thinpool\) that already has used data blocks \(.*data root is gone\)$/,
    );
    expect(fix.join()).toMatch(/restore the data root.*dmctl teardown.*see dmctl explain DM240$/);
  });

  test('stand alone where nobody knows what they mean', async () => {
    const words = 'failed to start daemon: the moon is in the wrong phase';

    expect(await lastWordsOf(printing(`${words}\n`), START)).toBe(words);
    const error = await startErrorOf(printing(`${words}\n`), 'docker.service');
    expect(error).toEqual({ words, known: null });
  });

  test('are the newest ones, and of an old dockerd its fatal message', () => {
    const old = 'level=fatal msg="Error starting daemon: no \\"thing\\""';

    expect(lastWordsIn(`${DOCKERD}time=x ${old}\n`)).toBe('Error starting daemon: no "thing"');
  });

  test('are none where the service said nothing of the kind, or there is no journal', async () => {
    const without = hostThat(() => {
      throw new HostError('missing-program', 'journalctl', 'journalctl is missing');
    });

    expect(await lastWordsOf(printing('Listening\n'), START)).toBeNull();
    expect(await lastWordsOf(without, START)).toBeNull();
  });

  test('are not asked for where no service was started', async () => {
    const never = hostThat(() => Promise.reject(new Error('asked')));

    expect(await lastWordsOf(never, writes('systemctl', ['stop', 'docker.service']))).toBeNull();
    expect(await lastWordsOf(never, reads('lvm', ['start', 'a.service']))).toBeNull();
  });
});

/** Printed by dockerd 20.10.24 in the lab, and of which code the way out is. */
const PRINTED: readonly (readonly [string, string])[] = [
  ['error initializing graphdriver: overlay2: unknown option dm.thinpooldev', 'DM101'],
  ['error initializing graphdriver: devicemapper: Non existing device docker-thinpool', 'DM111'],
  ['error initializing graphdriver: devmapper: Unknown option dm.nonsense', 'DM048'],
  [
    'error initializing graphdriver: devmapper: Base Device UUID and Filesystem verification failed: devicemapper: Error running deviceCreate (ActivateDevice) dm_task_run failed',
    'DM152',
  ],
  [
    'error initializing graphdriver: devmapper: Base Device UUID and Filesystem verification failed: devmapper: Current Base Device UUID:7705383c-9796-4a92-b74d-06bdf04f00ae does not match with stored UUID:d4dc2b40-ddec-404c-bd4a-c2e8c1fe54b6. Possibly using a different thin pool than last invocation',
    'DM240',
  ],
  [
    'error initializing graphdriver: devmapper: Device docker-thinpool_tdata is not a thin pool',
    'DM112',
  ],
  [
    'error initializing graphdriver: devmapper: Unable to take ownership of thin-pool (docker-thinpool-tpool) with non-zero transaction ID',
    'DM240',
  ],
  ['pid file found, ensure docker is not running or delete /var/run/docker.pid', 'DM100'],
];

/** The same of a file that dockerd does not take. */
const OF_THE_FILE: readonly (readonly [string, string])[] = [
  ["invalid character '}' looking for beginning of object key string", 'DM150'],
  ["the following directives don't match any configuration option: storage-drivr", 'DM150'],
  [
    'the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: [unix:///run/docker.sock])',
    'DM041',
  ],
];

describe('what dockerd says when it does not start has a meaning and a way out', () => {
  test.each([
    ...PRINTED.map(([words, code]) => [`failed to start daemon: ${words}`, code]),
    ...OF_THE_FILE.map(([words, code]) => [
      `unable to configure the Docker daemon with file /etc/docker/daemon.json: ${words}`,
      code,
    ]),
  ])('%s', async (words = '', code = '') => {
    const error = await startErrorOf(printing(`${words}\n`), 'docker.service');

    expect(error).toMatchObject({ words, known: { code } });
    expect(error?.known?.fix).not.toEqual([]);
  });
});
