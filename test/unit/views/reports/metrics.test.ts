import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../../src/model/facts/facts.ts';
import { observeForVerify } from '../../../../src/observe/host-facts.ts';
import { statusOf } from '../../../../src/verify/status.ts';
import { exposition } from '../../../../src/views/reports/exposition.ts';
import { failedLook, gaugesTogether, metricsOf } from '../../../../src/views/reports/metrics.ts';
import { containerdHost } from '../../../helpers/containerd-facts.ts';
import { healthy } from '../../../helpers/facts.ts';
import { recordedHost } from '../../../helpers/recorded-host.ts';

const LOOK = { at: 1_767_225_600, seconds: 0.5, unfinishedRun: false };

async function metricsOn(host: string): Promise<string> {
  const facts = await observeForVerify(recordedHost(host).host, 'docker');
  return exposition(metricsOf(statusOf(facts), 3, LOOK));
}

const containerdMetrics = (): string =>
  exposition(metricsOf(statusOf(containerdHost()), null, LOOK));

const NAMES = /\bdmctl_[a-z_]+/g;
const contrib = (path: string): string =>
  readFileSync(join(import.meta.dirname, '../../../../contrib', path), 'utf8');

describe('the figures for Prometheus', () => {
  test.each(['bookworm', 'bullseye'])('of a pool on direct-lvm, %s', async (suite) => {
    const text = await metricsOn(`${suite}-direct-running`);
    expect(text).toContain('\ndmctl_pool_size_bytes{part="data"} 10196353024\n');
    expect(text).toContain('\ndmctl_pool_autoextend_threshold_ratio 0.8\n');
    expect(text).toContain('\ndmctl_docker_min_free_ratio 0.1\n');
    expect(text).toContain('\ndmctl_pool_can_extend{part="data"} 0\n');
    expect(text).toContain('\ndmctl_pool_monitored 1\n');
    expect(text).toContain('\ndmctl_docker_layers 3\n');
    expect(text).toMatch(/\ndmctl_pool_info\{pool="docker-thinpool",mode="direct-lvm",.*\} 1\n/);
    expect(text).toContain('\ndmctl_look_timestamp_seconds 1767225600\n');
    expect(text).toContain('\ndmctl_unfinished_run 0\n');
  });

  test('each is explained, typed, and told once', async () => {
    const text = await metricsOn('bookworm-direct-running');
    const told = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const names = [...new Set(told.map((line) => line.replace(/[{ ].*/, '')))];
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      expect(text.split(`# HELP ${name} `), name).toHaveLength(2);
      expect(text.split(`# TYPE ${name} gauge\n`), name).toHaveLength(2);
    }
    const series = told.map((line) => line.replace(/ \S+$/, ''));
    expect(new Set(series).size).toBe(series.length);
  });

  test('what is not known is left out, and no zero stands for it', async () => {
    const text = await metricsOn('bookworm-direct-inactive');
    expect(text).toContain('\ndmctl_pool_active 0\n');
    expect(text).not.toMatch(/dmctl_pool_(suspended|monitored) /);
  });

  test('a look that failed is one, with its time', () => {
    expect(exposition(failedLook(LOOK))).toMatch(
      /^# HELP dmctl_up .*\n# TYPE dmctl_up gauge\ndmctl_up 0\n[\s\S]*timestamp_seconds 1767225600\n/,
    );
  });

  test('of a pool of containerd are its snapshots and its plugin, and none of Docker', () => {
    const text = containerdMetrics();
    expect(text).toContain('\ndmctl_containerd_plugin_ok 1\n');
    expect(text).toContain('\ndmctl_containerd_snapshots{kind="committed"} 3\n');
    expect(text).toMatch(/\ndmctl_pool_info\{[^}]*engine="containerd"/);
    expect(text).not.toContain('dmctl_docker_');
  });

  test('of two pools are told apart by their engine, and those of the host told once', () => {
    const gauges = (facts: Facts) => metricsOf(statusOf(facts), null, LOOK);
    const text = exposition(
      gaugesTogether([
        { engine: 'docker', gauges: gauges(healthy) },
        { engine: 'containerd', gauges: gauges(containerdHost()) },
      ]),
    );
    expect(text).toContain('\ndmctl_pool_monitored{engine="docker"} 1\n');
    expect(text).toContain('\ndmctl_pool_monitored{engine="containerd"} 1\n');
    expect(text.match(/^dmctl_up /gm)).toHaveLength(1);
  });

  test('words of the host cannot end a label early', () => {
    const samples = [{ labels: { pool: 'a"b\\c\nd' }, value: 1 }];
    expect(exposition([{ name: 'x', help: 'a\nb', samples }])).toBe(
      '# HELP x a\\nb\n# TYPE x gauge\nx{pool="a\\"b\\\\c\\nd"} 1\n',
    );
  });

  test.each(['prometheus/alerts.yml', 'prometheus/alerts.test.yml', 'grafana/dmctl.json'])(
    '%s asks for no figure that is not told',
    async (file) => {
      const docker = await metricsOn('bookworm-direct-running');
      const told = new Set(`${docker}${containerdMetrics()}`.match(NAMES));
      const asked = contrib(file).match(NAMES) ?? [];
      expect(asked.length).toBeGreaterThan(5);
      expect(asked.filter((name) => !told.has(name))).toEqual([]);
    },
  );
});
