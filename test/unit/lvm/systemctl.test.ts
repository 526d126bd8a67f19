import { describe, expect, it } from 'vitest';
import { parseServiceStart, parseUnits, showUnits } from '../../../src/lvm/systemctl.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { outcomeOf, outcomesOf } from '../../helpers/recorded-outcomes.ts';

const SHOW = 'systemctl show';

describe('systemctl show', () => {
  it('asks for all units in one process', () => {
    expect(showUnits(['a.service', 'b.socket']).args.slice(-2)).toEqual(['a.service', 'b.socket']);
  });

  it.each(outcomesOf(SHOW))('understands $host', ({ call, outcome }) => {
    const asked = call.split(' ').filter((word) => /\.(service|socket)$/.test(word));

    expect(parseUnits(outcome.stdout).map(({ name }) => name)).toEqual(asked);
  });

  it('reads how dockerd is started', () => {
    const { stdout } = outcomeOf('bookworm-direct-running', SHOW);
    const { execStart, environmentFiles } = parseServiceStart(stdout, 'docker.service');

    expect(parseUnits(stdout)).toContainEqual({
      name: 'docker.service',
      loaded: true,
      active: 'active',
      enabled: 'disabled',
      stale: false,
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

    expect(parseServiceStart(text, 'docker.service')).toMatchObject({
      environment: { A: '1', B: 'two words', C: '' },
      environmentFiles: ['/a', '/b'],
    });
  });

  it('knows a unit that is not there', () => {
    const units = parseUnits('Id=nosuch.service\nLoadState=not-found\nActiveState=inactive\n');

    expect(units).toEqual([
      { name: 'nosuch.service', loaded: false, active: 'inactive', enabled: '', stale: false },
    ]);
  });

  it('sees that systemd has an older text loaded', () => {
    const text = 'Id=a.service\nLoadState=loaded\nActiveState=active\nNeedDaemonReload=yes\n';

    expect(parseUnits(text)).toMatchObject([{ stale: true }]);
  });

  it('refuses what systemctl does not print', () => {
    expect(() => parseUnits('Failed to connect to bus')).toThrow(ParseError);
    expect(() => parseUnits('Id=docker.service\nLoadState=loaded\n')).toThrow(ParseError);
    const odd = 'Id=docker.service\nLoadState=loaded\nActiveState=active\nExecStart={ path=/x }\n';
    expect(() => parseServiceStart(odd, 'docker.service')).toThrow(ParseError);
  });
});
