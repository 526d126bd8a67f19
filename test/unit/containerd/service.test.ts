import { describe, expect, it } from 'vitest';
import { readStart } from '../../../src/containerd/service.ts';

const started = (command: string, unit = 'containerd.service') =>
  readStart(unit, [command.split(' ').filter((word) => word !== '')]);

const why = (command: string): string => {
  const start = started(command);
  return start.ok ? 'fine' : start.why;
};

describe('readStart', () => {
  it('finds the default file where no flag names one', () => {
    expect(started('/usr/bin/containerd')).toEqual({
      ok: true,
      value: {
        kind: 'plain',
        program: '/usr/bin/containerd',
        config: '/etc/containerd/config.toml',
        isNamed: false,
        root: null,
        address: null,
      },
    });
  });

  it.each([
    '--config /srv/c.toml',
    '--config=/srv/c.toml',
    '-c /srv/c.toml',
    '-c=/srv/c.toml',
    '-config /srv/c.toml',
  ])('reads %s', (flag) => {
    expect(started(`/usr/local/bin/containerd --log-level debug ${flag}`)).toMatchObject({
      value: { config: '/srv/c.toml', isNamed: true },
    });
  });

  it('reads the flags that win over the file', () => {
    expect(started('/usr/bin/containerd --root /srv/c -a /run/c.sock')).toMatchObject({
      value: { root: '/srv/c', address: '/run/c.sock' },
    });
  });

  it('goes by the last flag and the last ExecStart', () => {
    const execStart = [['/bin/false'], ['/usr/bin/containerd', '-c', '/a', '-c', '/b']];

    expect(readStart('containerd.service', execStart)).toMatchObject({ value: { config: '/b' } });
  });

  it.each([
    ['/usr/bin/containerd $CONTAINERD_ARGS', 'depends on a variable'],
    ['/usr/bin/containerd --config ${FILE}', 'depends on a variable'],
    ['/usr/bin/containerd -c conf.toml', 'not absolute'],
    ['/usr/bin/containerd -c', 'not absolute'],
    ['/bin/sh -c containerd', 'starts /bin/sh, which is not containerd'],
    ['', 'has no ExecStart'],
  ])('refuses %j', (command, reason) => {
    expect(why(command)).toContain(reason);
  });

  it('has no ExecStart where the unit does not exist', () => {
    expect(readStart('containerd.service', []).ok).toBe(false);
  });
});

describe('a distribution that generates the configuration', () => {
  it.each([
    [
      'k3s.service',
      '/usr/local/bin/k3s server',
      'k3s',
      '/var/lib/rancher/k3s/agent/etc/containerd/config-v3.toml.tmpl',
    ],
    [
      'k3s-agent.service',
      '/usr/local/bin/k3s agent --data-dir /srv/k3s',
      'k3s',
      '/srv/k3s/agent/etc/containerd/config.toml.tmpl',
    ],
    [
      'rke2-server.service',
      '/usr/local/bin/rke2 server',
      'RKE2',
      '/var/lib/rancher/rke2/agent/etc/containerd/config.toml.tmpl',
    ],
    ['k0sworker.service', '/usr/local/bin/k0s worker', 'k0s', '/etc/k0s/containerd.d/*.toml'],
    [
      'snap.microk8s.daemon-containerd.service',
      '/usr/bin/snap run microk8s.daemon-containerd',
      'MicroK8s',
      '/var/snap/microk8s/current/args/containerd-template.toml',
    ],
  ])('is known by %s', (unit, command, by, file) => {
    const start = started(command, unit);

    expect(start).toMatchObject({ ok: true, value: { kind: 'generated', by } });
    expect(start.ok && start.value.kind === 'generated' ? start.value.files : []).toContain(file);
  });
});
