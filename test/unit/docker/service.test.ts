import { describe, expect, it } from 'vitest';
import {
  parseUnits,
  resetFailedDocker,
  startDocker,
  stopDocker,
  unitStates,
} from '../../../src/docker/service.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { outcomeOf, outcomesOf } from '../../helpers/recorded-outcomes.ts';

const SHOW = 'systemctl show';

describe('the service', () => {
  it('is stopped with its socket, which would start it again', () => {
    expect(stopDocker('systemd').args).toEqual(['stop', 'docker.service', 'docker.socket']);
    expect(startDocker('systemd').args).toEqual(['start', 'docker.service']);
    expect(resetFailedDocker().args).toEqual(['reset-failed', 'docker.service']);
  });

  it('is a script where there is no systemd', () => {
    expect(stopDocker('sysv')).toMatchObject({ program: 'service', args: ['docker', 'stop'] });
    expect(startDocker('sysv')).toMatchObject({ program: 'service', args: ['docker', 'start'] });
  });

  it('asks for all units in one process', () => {
    expect(unitStates(['a.service', 'b.socket']).args.slice(-2)).toEqual(['a.service', 'b.socket']);
  });
});

describe('parseUnits', () => {
  it.each(outcomesOf(SHOW))('understands $host', ({ call, outcome }) => {
    const asked = call.split(' ').filter((word) => /\.(service|socket)$/.test(word));

    expect(parseUnits(outcome.stdout).units.map(({ name }) => name)).toEqual(asked);
  });

  it('reads how dockerd is started', () => {
    const { units, execStart, environmentFiles } = parseUnits(
      outcomeOf('bookworm-direct-running', SHOW).stdout,
    );

    expect(units).toContainEqual({
      name: 'docker.service',
      loaded: true,
      active: 'active',
      enabled: 'disabled',
    });
    expect(execStart).toHaveLength(1);
    expect(execStart[0]?.[0]).toBe('/usr/sbin/dockerd');
    expect(execStart[0]?.at(-1)).toBe('$DOCKER_OPTS');
    expect(environmentFiles).toEqual(['/etc/default/docker']);
  });

  it('reads variables with blanks, and several files', () => {
    const text =
      'Environment=A=1 "B=two words" C=\nEnvironmentFiles=/a (ignore_errors=yes)\n' +
      'EnvironmentFiles=/b (ignore_errors=no)\nId=docker.service\nLoadState=loaded\n' +
      'ActiveState=inactive\nUnitFileState=enabled\n';

    expect(parseUnits(text)).toMatchObject({
      environment: { A: '1', B: 'two words', C: '' },
      environmentFiles: ['/a', '/b'],
    });
  });

  it('knows a unit that is not there', () => {
    const { units } = parseUnits('Id=nosuch.service\nLoadState=not-found\nActiveState=inactive\n');

    expect(units).toEqual([
      { name: 'nosuch.service', loaded: false, active: 'inactive', enabled: '' },
    ]);
  });

  it('refuses what systemctl does not print', () => {
    expect(() => parseUnits('Failed to connect to bus')).toThrow(ParseError);
    expect(() => parseUnits('Id=docker.service\nLoadState=loaded\n')).toThrow(ParseError);
    expect(() =>
      parseUnits(
        'Id=docker.service\nLoadState=loaded\nActiveState=active\nExecStart={ path=/x }\n',
      ),
    ).toThrow(ParseError);
  });
});
