import { DmctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Status } from '../model/status.ts';
import { countLayers } from '../observe/engines.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { exposition, type Gauge } from '../views/reports/exposition.ts';
import { failedLook, metricsOf, type Observation } from '../views/reports/metrics.ts';
import { errorAnswer } from '../run/failure.ts';
import type { Parts } from '../run/context.ts';
import { lookAtStatus } from './status.ts';

/** For node_exporter, which runs as somebody else. */
const READABLE = { uid: 0, gid: 0, mode: 0o644 };

/** What a look came to: its figures, and how the command ends. */
interface Told {
  readonly gauges: readonly Gauge[];
  readonly answer: Answer;
}

/**
 * `dmctl metrics`. A look that fails is in the figures too, as dmctl_up 0; the command then has its
 * exit code and says why.
 * @param file written whole; null: standard output
 * @throws DmctlError DM008
 */
export async function showMetrics(parts: Parts, file: string | null): Promise<Answer> {
  if (file !== null) await mustBeFile(parts.reader, file);
  const { gauges, answer } = await lookOnce(parts);
  const text = exposition(gauges);
  if (file === null) return { ...answer, data: { metrics: text }, text: () => text };
  await parts.host.publishFile(file, Buffer.from(text), READABLE);
  return { ...answer, data: { file } };
}

/** Nobody wants a link replaced, nor a folder; there may be nothing yet. */
async function mustBeFile(reader: Host, path: string): Promise<void> {
  const found = await reader.lstat(path);
  if (found === null || found.kind === 'file') return;
  throw new DmctlError({
    code: 'DM008',
    exitCode: EXIT.refused,
    message: `${path} is there and is no file (${found.kind})`,
    why: 'whoever can write in its folder could choose, with a link, what root writes over',
    fix: ['remove it, or name another file'],
    state: 'nothing was changed',
  });
}

async function lookOnce(parts: Parts): Promise<Told> {
  const started = performance.now();
  const look = (): Observation => ({
    at: Math.round(parts.host.now().getTime() / 1000),
    seconds: Number(((performance.now() - started) / 1000).toFixed(3)),
  });
  try {
    const status = await lookAtStatus(parts);
    const layers = await layersOf(parts.reader, status);
    return { gauges: metricsOf(status, layers, look()), answer: plainAnswer('metrics') };
  } catch (error) {
    return { gauges: failedLook(look()), answer: errorAnswer(error, 'metrics') };
  }
}

async function layersOf(reader: Host, { engine, docker }: Status): Promise<number | null> {
  if (docker.dataRoot === null) return null;
  try {
    return await countLayers(reader, engine, docker.dataRoot);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}
