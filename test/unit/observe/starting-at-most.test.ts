import { describe, expect, it } from 'vitest';
import { dockerdVersion } from '../../../src/docker/version.ts';
import { HostError } from '../../../src/model/host.ts';
import { startingAtMost } from '../../../src/observe/starting-at-most.ts';
import { recordedHost } from '../../helpers/recorded-host.ts';

describe('a host on which only so many programs may be started', () => {
  it('starts those, and refuses each further one with the reason', async () => {
    const { host, started } = recordedHost('bookworm-direct-stopped');
    const limited = startingAtMost(host, 2);
    await limited.run(dockerdVersion());
    await limited.run(dockerdVersion());

    await expect(limited.run(dockerdVersion())).rejects.toThrow(HostError);
    await expect(limited.run(dockerdVersion())).rejects.toThrow(
      'dockerd was not asked: 2 programs have been asked already',
    );
    expect(started).toHaveLength(2);
  });

  it('still reads files', async () => {
    const { host } = recordedHost('bookworm-direct-stopped');

    expect(await startingAtMost(host, 0).readText('/proc/self/mountinfo')).toContain('/');
  });
});
