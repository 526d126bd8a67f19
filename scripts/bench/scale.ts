import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { $ } from 'zx';
import { inspect } from '../../src/reports/inspect.ts';
import { createParts } from '../../src/run/context.ts';
import { showStatus } from '../../src/reports/status.ts';
import { createHost } from '../../src/host/create-host.ts';
import type { Host } from '../../src/model/host.ts';
import type { Answer } from '../../src/views/answer.ts';
import { envelope } from '../../src/views/envelope.ts';
import { makeStyle } from '../../src/views/style.ts';
import { recordedHost } from '../../test/helpers/recorded-host.ts';
import { row, type Times } from './figures.ts';

const LAYERS = [100, 1000, 10_000] as const;
const ROOT = '/var/lib/docker';
const DONE = { exitCode: 0, signal: null, stdout: '', stderr: '', durationMs: 0 };

/**
 * A recorded host with Docker's files of so many layers, which lie on this machine's disk; programs
 * answer at once, and thin_ls with a line for each layer. Many thin devices in a kernel are for
 * the lab (test/lab/inspect.release.lab.ts).
 */
function hostWith(layers: number, folder: string): Host {
  const { host } = recordedHost('bookworm-direct-layers');
  const real = createHost();
  const here = (path: string): string | null => {
    const isOfLayers = /\/(?:image|devicemapper\/metadata)(?:\/|$)/.test(path);
    return path.startsWith(ROOT) && isOfLayers ? folder + path.slice(ROOT.length) : null;
  };
  const through = <T>(path: string, ask: (host: Host, path: string) => Promise<T>): Promise<T> => {
    const place = here(path);
    return place === null ? ask(host, path) : ask(real, place);
  };
  const ids = Array.from({ length: layers + 1 }, (_, at) => String(at + 1));
  const mapped = ids.map((id) => `${id} 524288 524288 0 \n`).join('');
  return {
    ...host,
    list: (path) => through(path, (of, place) => of.list(place)),
    readText: (path) => through(path, (of, place) => of.readText(place)),
    run: (command) => {
      if (command.writes) return Promise.resolve(DONE);
      return command.program === 'thin_ls'
        ? Promise.resolve({ ...DONE, stdout: mapped })
        : host.run(command);
    },
    runAtEnd: () =>
      Promise.resolve({ now: () => Promise.resolve(DONE), never: () => Promise.resolve() }),
  };
}

async function timed(work: () => Promise<Answer>): Promise<number> {
  const started = performance.now();
  const answer = await work();
  if (answer.text(makeStyle(false, 'iec')) === '' || envelope(answer) === '') throw new Error('?');
  return performance.now() - started;
}

/** What inspect and status take by themselves on pools of more and more layers. */
export async function benchScale(rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'dmctl-scale-'));
  const commands = {
    'inspect layers': (host: Host) =>
      inspect({ ...createParts({ version: '0', stopwatch: null }), host, reader: host }, 'layers'),
    inspect: (host: Host) =>
      inspect({ ...createParts({ version: '0', stopwatch: null }), host, reader: host }, 'pool'),
    status: (host: Host) =>
      showStatus({ ...createParts({ version: '0', stopwatch: null }), host, reader: host }),
  };
  try {
    const first = new Map<string, Times>();
    console.log(`\nwith so many layers, programs aside, median of ${String(rounds)} rounds`);
    for (const layers of LAYERS) {
      const root = join(folder, String(layers));
      await $({ quiet: true })`${process.execPath} scripts/bench/many-layers.mjs ${root} ${layers}`;
      const host = hostWith(layers, root);
      for (const [name, command] of Object.entries(commands)) {
        const times: Times = [];
        for (let round = 0; round < rounds; round += 1)
          times.push(await timed(() => command(host)));
        const against = first.get(name) ?? times;
        first.set(name, against);
        const goal = layers === 10_000 ? 'goal: 2 s at most' : '';
        row(`${name}, ${String(layers)} layers`, times, against, goal);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
