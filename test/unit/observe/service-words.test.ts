import { describe, expect, test } from 'vitest';
import { reads, writes } from '../../../src/model/command.ts';
import { HostError, type Host } from '../../../src/model/host.ts';
import { lastWordsIn, lastWordsOf } from '../../../src/observe/service-words.ts';

/** Printed by dockerd 20.10.24 where the pool was used by another data root. */
const DOCKERD = `time="2026-11-30T00:41:07.1Z" level=info msg="Starting up"
failed to start daemon: error initializing graphdriver: devmapper: Unable to take ownership of thin-pool (docker-thinpool) that already has used data blocks
`;

const START = writes('systemctl', ['start', 'docker.service']);

const hostThat = (run: Host['run']): Host => ({ run }) as Host;

const printing = (stdout: string): Host =>
  hostThat(() => Promise.resolve({ exitCode: 0, signal: null, stdout, stderr: '', durationMs: 1 }));

describe('the last words of a service that did not start', () => {
  test('are the error with which dockerd ended', async () => {
    expect(await lastWordsOf(printing(DOCKERD), START)).toBe(
      'failed to start daemon: error initializing graphdriver: devmapper: Unable to take ownership of thin-pool (docker-thinpool) that already has used data blocks',
    );
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
