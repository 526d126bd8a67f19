/** One value with its labels. */
export interface MetricSample {
  readonly labels?: Readonly<Record<string, string>>;
  /** null if it is unknown: the sample is left out. */
  readonly value: number | null;
}

/** A gauge; dmctl has no counters, since it keeps nothing from one call to the next. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

/**
 * Writes Prometheus' text format 0.0.4 (prometheus.io, "Exposition formats"). A gauge without any known
 * value is left out: a missing value can be alerted on, a wrong one cannot.
 */
export function exposition(gauges: readonly Gauge[]): string {
  return gauges.map(gaugeText).join('');
}

function gaugeText({ name, help, samples }: Gauge): string {
  const lines = samples.flatMap(({ labels = {}, value }) =>
    value === null ? [] : [`${name}${labelText(labels)} ${String(value)}\n`],
  );
  if (lines.length === 0) return '';
  return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
