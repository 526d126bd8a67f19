import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { $ } from 'zx';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { useGuest } from './guest/use-guest.ts';
import { promtool } from './promtool.ts';
import { importBusybox } from './scenario.ts';

const contrib = join(import.meta.dirname, '../../contrib');

/** PromQL of every panel, its variables filled in. */
async function expressionsOf(dashboard: string): Promise<readonly string[]> {
  const { panels } = JSON.parse(await readFile(dashboard, 'utf8')) as {
    readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
  };
  return panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => expr.replaceAll('$instance', 'a')),
  );
}

describe('metrics', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });

  test('are taken by promtool as they are, and written whole for node_exporter by the timer', async () => {
    const { guest } = lab;
    const tool = await promtool();
    const check = async (text: string): Promise<void> => {
      const { stdout, stderr, exitCode } = await $({
        input: text,
        nothrow: true,
        quiet: true,
      })`${tool} check metrics`;
      expect([exitCode, stdout + stderr]).toEqual([0, '']);
    };
    const none = await guest.run('dmctl metrics');
    expect([none.exitCode, none.stdout]).toEqual([6, expect.stringContaining('\ndmctl_up 0\n')]);
    await check(none.stdout);

    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await importBusybox(guest);
    const text = await guest.ok('dmctl metrics');
    await check(text);
    expect(text).toContain('\ndmctl_up 1\n');
    expect(text).toContain('\ndmctl_docker_on_pool 1\n');
    expect(text).toContain('\ndmctl_docker_layers 1\n');

    await guest.ok('mkdir -p /var/lib/prometheus/node-exporter');
    for (const unit of ['dmctl-metrics.service', 'dmctl-metrics.timer'])
      await guest.writeFile(
        `/etc/systemd/system/${unit}`,
        await readFile(join(contrib, 'systemd', unit), 'utf8'),
      );
    await guest.ok('systemctl daemon-reload && systemd-analyze verify dmctl-metrics.timer');
    await guest.ok('systemctl start dmctl-metrics.service');
    const file = '/var/lib/prometheus/node-exporter/dmctl.prom';
    await check(await guest.readFile(file));
    expect(await guest.ok(`stat -c %a ${file}`)).toBe('644\n');
    await guest.ok('systemctl stop docker.service docker.socket; lvchange -an docker/thinpool');
    await guest.ok('systemctl start dmctl-metrics.service');
    expect(await guest.readFile(file)).toContain('\ndmctl_pool_active 0\n');
    expect(await guest.ok('ls -A /var/lib/prometheus/node-exporter')).toBe('dmctl.prom\n');
    await guest.ok('rm /etc/systemd/system/dmctl-metrics.* && systemctl daemon-reload');
  });
});

test('alert rules ring when they shall, and every panel of the dashboard asks in PromQL', async () => {
  const tool = await promtool();
  const folder = join(contrib, 'prometheus');
  await $({ cwd: folder, quiet: true })`${tool} check rules alerts.yml`;
  await $({ cwd: folder, quiet: true })`${tool} test rules alerts.test.yml`;
  const asked = await expressionsOf(join(contrib, 'grafana/dmctl.json'));
  expect(asked.length).toBeGreaterThan(10);
  const rules = asked.map((expr, i) => ({ record: `panel:${String(i)}`, expr }));
  const file = join(await temporaryFolder(), 'panels.json');
  await writeFile(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
  await $({ quiet: true })`${tool} check rules ${file}`;
});
