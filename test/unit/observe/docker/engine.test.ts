import { describe, expect, it } from 'vitest';
import { daemonJsonNow } from '../../../../src/observe/docker/engine.ts';
import { recordedHost, type Changes } from '../../../helpers/recorded-host.ts';

describe('daemon.json', () => {
  const path = '/etc/docker/daemon.json';
  const seen = (changes: Changes) =>
    daemonJsonNow(recordedHost('bookworm-blank', changes).host, path);
  const link = { value: { kind: 'symlink', links: 1 } };

  it('is unusable when its link leads nowhere', async () => {
    const file = await seen({
      [`lstat ${path}`]: link,
      [`realPath ${path}`]: { value: null },
    });

    expect(file).toMatchObject({ state: 'unusable' });
  });

  it('is unusable when it has other names', async () => {
    const file = await seen({
      [`stat ${path}`]: { value: { kind: 'file', links: 2 } },
    });

    expect(file).toMatchObject({
      state: 'unusable',
      why: `${path} has 2 hard links`,
    });
  });

  it('is absent only when nothing is there', async () => {
    const file = await seen({ [`lstat ${path}`]: { value: null } });

    expect(file).toEqual({ state: 'absent', path });
  });
});
