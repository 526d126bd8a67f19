import { createHash } from 'node:crypto';
import { EXIT } from '../model/exit-codes.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Answer } from '../views/answer.ts';
import { exposition, type Gauge } from '../views/exposition.ts';
import { failedLook, metricsOf, type Layers, type Look } from '../views/metrics.ts';
import { errorAnswer } from './error-answer.ts';
import type { Parts } from './parts.ts';
import { lookAtStatus } from './status.ts';

/** For node_exporter, which runs as somebody else. */
const READABLE = { uid: 0, gid: 0, mode: 0o644 };

/**
 * `dmctl metrics`. A look that fails is in the figures too, as dmctl_up 0; the command then has its
 * exit code and says why.
 * @param file written whole; null: standard output
 */
export async function showMetrics(parts: Parts, file: string | null): Promise<Answer> {
  const started = performance.now();
  const look = (): Look => ({
    at: Math.round(parts.host.now().getTime() / 1000),
    seconds: Number(((performance.now() - started) / 1000).toFixed(3)),
  });
  try {
    const status = await lookAtStatus(parts);
    const layers = await layersOf(parts.reader, status.docker.dataRoot);
    return await tell(parts, file, metricsOf(status, layers, look()), DONE);
  } catch (error) {
    return tell(parts, file, failedLook(look()), errorAnswer(error, 'metrics'));
  }
}

const DONE: Answer = {
  command: 'metrics',
  changed: false,
  exitCode: EXIT.done,
  runId: null,
  data: {},
  warnings: [],
  failures: [],
  text: () => '',
};

async function tell(
  { host }: Parts,
  file: string | null,
  gauges: readonly Gauge[],
  answer: Answer,
): Promise<Answer> {
  const text = exposition(gauges);
  if (file === null) return { ...answer, data: { metrics: text }, text: () => text };
  const old = await host.readBytes(file);
  const sha256 = old === null ? null : createHash('sha256').update(old).digest('hex');
  await host.replaceFile(file, Buffer.from(text), sha256, READABLE);
  return { ...answer, data: { file } };
}

/** moby, deviceset.go: one file of JSON for each device but its base, and two of its own. */
const NOT_LAYERS = new Set(['base', 'deviceset-metadata', 'transaction-metadata']);

async function layersOf(reader: Host, dataRoot: string | null): Promise<Layers> {
  if (dataRoot === null) return null;
  try {
    const names = await reader.list(`${dataRoot}/devicemapper/metadata`);
    return names?.filter((name) => !NOT_LAYERS.has(name) && !name.startsWith('.')).length ?? null;
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}
