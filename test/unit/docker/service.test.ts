import { describe, expect, it } from 'vitest';
import { resetFailedDocker, startDocker, stopDocker } from '../../../src/docker/service.ts';

describe('the service', () => {
  it('is stopped with its socket, which would start it again', () => {
    expect(stopDocker('systemd').args).toEqual(['stop', 'docker.service', 'docker.socket']);
    expect(startDocker('systemd').command.args).toEqual(['start', 'docker.service']);
    expect(resetFailedDocker().args).toEqual(['reset-failed', 'docker.service']);
  });

  it('is a script where there is no systemd', () => {
    expect(stopDocker('sysv')).toMatchObject({ program: 'service', args: ['docker', 'stop'] });
    expect(startDocker('sysv')).toMatchObject({
      command: { program: 'service', args: ['docker', 'start'] },
      awaits: 'docker',
    });
  });
});
