import { refused } from '../model/errors.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Status } from '../model/status.ts';
import { countLayers } from '../observe/engines.ts';
import { refusal } from '../plan/steps/refusal.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { exposition, type Gauge } from '../views/reports/exposition.ts';
import {
  failedLook,
  gaugesTogether,
  metricsOf,
  type Observation,
} from '../views/reports/metrics.ts';
import { errorAnswer } from '../run/failure.ts';
import type { Parts } from '../run/context.ts';
import { mustBeRoot } from '../run/preconditions.ts';
import { openRun, runNotice, type OpenRun } from './open-run.ts';
import { lookAtStatus } from './status.ts';

/** For node_exporter, which runs as another user. */
const READABLE = { uid: 0, gid: 0, mode: 0o644 };

/** The figures of one observation, and how the command ends. */
interface Measured {
  readonly gauges: readonly Gauge[];
  readonly answer: Answer;
}

/**
 * `dmctl metrics`. If the pool cannot be observed, the figures have dmctl_up 0, and the command ends with
 * the error and its exit code.
 * @param file replaced as a whole; null for standard output
 * @throws DmctlError DM008
 */
export async function showMetrics(parts: Parts, file: string | null): Promise<Answer> {
  mustBeRoot(parts.host, 'metrics');
  if (file !== null) await mustBeFile(parts.reader, file);
  const now = await openRun(parts);
  const notice = runNotice(now);
  const { gauges, answer } = await lookOnce(parts, now);
  const warnings = notice === null ? [] : [notice];
  const text = exposition(gauges);
  if (file === null) return { ...answer, warnings, data: { metrics: text }, text: () => text };
  await parts.host.publishFile(file, Buffer.from(text), READABLE);
  return { ...answer, warnings, data: { file } };
}

/** Refuses to replace a link or a directory; the file need not exist. */
async function mustBeFile(reader: Host, path: string): Promise<void> {
  const found = await reader.lstat(path);
  if (found === null || found.kind === 'file') return;
  const message = `${path} exists and is not a regular file (${found.kind})`;
  const why =
    'with a link, anyone who can write to its directory could make root overwrite any file';
  throw refused(refusal('DM008', message, why, ['remove it, or name another file']));
}

async function lookOnce(parts: Parts, now: OpenRun): Promise<Measured> {
  const started = performance.now();
  const look = (): Observation => ({
    at: Math.round(parts.host.now().getTime() / 1000),
    seconds: Number(((performance.now() - started) / 1000).toFixed(3)),
    unfinishedRun: now.kind === 'unknown' ? null : now.kind === 'interrupted',
  });
  try {
    const all = await lookAtStatus(parts, now);
    const looked = look();
    const each = all.map(async (status) => {
      const layers = await layersOf(parts.reader, status);
      return { engine: status.engine, gauges: metricsOf(status, layers, looked) };
    });
    return { gauges: gaugesTogether(await Promise.all(each)), answer: plainAnswer('metrics') };
  } catch (error) {
    return { gauges: failedLook(look()), answer: errorAnswer(error, 'metrics') };
  }
}

async function layersOf(reader: Host, { engine, docker }: Status): Promise<number | null> {
  if (docker?.dataRoot == null) return null;
  try {
    return await countLayers(reader, engine, docker.dataRoot);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}
