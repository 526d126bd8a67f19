import { describe, expect, test } from 'vitest';
import { perform } from '../../../src/apply/perform.ts';
import { startDocker } from '../../../src/docker/service.ts';
import type { Host } from '../../../src/model/host.ts';

const LIVE = { '/run/docker.pid': '12', '/proc/12/comm': 'dockerd\n' };

/** A host whose init script has started dockerd; one that lives answers at the second question. */
function startedHost(files: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const host: Pick<Host, 'run' | 'list' | 'readText' | 'getFromSocket'> = {
    run: () =>
      Promise.resolve({ exitCode: 0, signal: null, stdout: '', stderr: '', durationMs: 1 }),
    list: () => Promise.resolve([]),
    readText: (path) => Promise.resolve(files[path] ?? null),
    getFromSocket: (_, path) =>
      Promise.resolve(asked.push(path) > 1 && files === LIVE ? '{}' : null),
  };
  return { host: host as Host, asked };
}

describe('starting Docker by its init script, which returns early', () => {
  test('waits until dockerd answers', async () => {
    const { host, asked } = startedHost(LIVE);
    expect(await perform(host, startDocker('sysv'), {})).toMatchObject({ ok: true });
    expect(asked).toEqual(['/info', '/info']);
  });

  test('given a dockerd that is gone, waits no longer', async () => {
    const { host, asked } = startedHost({});
    expect(await perform(host, startDocker('sysv'), {})).toMatchObject({ ok: true });
    expect(asked).toHaveLength(4);
  });

  test('asks nothing where systemd starts it', async () => {
    const { host, asked } = startedHost(LIVE);
    await perform(host, startDocker('systemd'), {});
    expect(asked).toEqual([]);
  });
});
