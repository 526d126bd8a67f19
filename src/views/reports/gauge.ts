import type { Gauge, MetricSample } from './exposition.ts';

export type { Gauge } from './exposition.ts';

export const flag = (value: boolean | null): MetricSample['value'] =>
  value === null ? null : Number(value);

export const one = (name: string, help: string, value: MetricSample['value']): Gauge => ({
  name: `dmctl_${name}`,
  help,
  samples: [{ value }],
});

/** A gauge with one sample for the data and one for the metadata. */
export const both = (
  name: string,
  help: string,
  data: number | null,
  metadata: number | null,
): Gauge => ({
  name: `dmctl_${name}`,
  help,
  samples: [
    { labels: { part: 'data' }, value: data },
    { labels: { part: 'metadata' }, value: metadata },
  ],
});

export const ratio = (percent: number | null): number | null =>
  percent === null ? null : percent / 100;
