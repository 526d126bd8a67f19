import { describe, expect, test } from 'vitest';
import type { Host } from '../../../../../src/model/host.ts';
import type { Probes } from '../../../../../src/observe/conditions/probes.ts';
import { MIGRATION_CHECKS } from '../../../../../src/observe/docker/migration/conditions.ts';
import { userNetworks } from '../../../../../src/observe/docker/migration/networks.ts';

const network = (Id: string, Name: string, Scope = 'local') => ({ Id, Name, Scope });
const OWN = [network('1', 'bridge'), network('2', 'host'), network('3', 'none')];

const answering = (networks: unknown): Partial<Host> => ({
  getFromSocket: () => Promise.resolve(JSON.stringify(networks)),
});

const listed = (host: Partial<Host>) => userNetworks(host as Host);

describe('the networks that Docker lists', () => {
  test("are people's own, without Docker's and those of a swarm", async () => {
    const all = [...OWN, network('a', 'backend'), network('b', 'ingress', 'swarm')];
    expect((await listed(answering(all))).map(({ id }) => id)).toEqual(['a']);
  });

  test('are asked of the client where dockerd listens elsewhere', async () => {
    const host: Partial<Host> = {
      getFromSocket: () => Promise.resolve(null),
      run: ({ args }) => {
        expect(args.slice(0, 3)).toEqual(['network', 'ls', '--no-trunc']);
        const stdout = '1 local bridge\na local back end\n';
        return Promise.resolve({ exitCode: 0, signal: null, stdout, stderr: '', durationMs: 0 });
      },
    };
    expect(await listed(host)).toMatchObject([{ id: 'a', name: 'back end' }]);
  });

  test.each([[{}], [[{}]], [['x']], [[{ Id: 1, Name: 'n', Scope: 'local' }]]])(
    'are unknown from %j',
    async (networks) => {
      await expect(listed(answering(networks))).rejects.toThrow();
    },
  );
});

describe('a network that Docker listed before a migration', () => {
  const CONTAINER = {
    NetworkSettings: { Networks: { backend: { NetworkID: 'a' }, none: { NetworkID: '3' } } },
  };
  const check = (now: unknown, container: unknown) => {
    const host: Partial<Host> = {
      ...answering(now),
      list: () => Promise.resolve(['c1', 'c2']),
      readText: (path) => Promise.resolve(path.includes('/c1/') ? JSON.stringify(container) : null),
    };
    return MIGRATION_CHECKS['networks-kept']({ host } as unknown as Probes, {
      kind: 'networks-kept',
      dataRoot: '/data',
      networks: [{ id: 'a', name: 'backend' }],
    });
  };

  test('is there', async () => {
    expect(await check([...OWN, network('a', 'backend')], CONTAINER)).toEqual({ verdict: 'holds' });
  });

  test('may have been removed if no container uses it', async () => {
    expect(await check(OWN, {})).toEqual({ verdict: 'holds' });
    expect(await check(OWN, { NetworkSettings: null })).toEqual({ verdict: 'holds' });
  });

  test('is lost if a container uses it, even if another one has its name', async () => {
    const found = 'Docker does not list network backend';
    expect(await check(OWN, CONTAINER)).toEqual({ verdict: 'fails', found });
    expect(await check([network('z', 'backend')], CONTAINER)).toEqual({ verdict: 'fails', found });
  });
});
