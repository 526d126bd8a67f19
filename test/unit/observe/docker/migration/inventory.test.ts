import { describe, expect, test } from 'vitest';
import type { Host } from '../../../../../src/model/host.ts';
import {
  listedByDocker,
  missingFrom,
} from '../../../../../src/observe/docker/migration/inventory.ts';
import { driverRecord } from '../../../../helpers/driver-record.ts';

const image = driverRecord.images[0]?.id ?? '';
const container = driverRecord.containers[0]?.id ?? '';

const answering = (images: unknown, containers: unknown): Host =>
  ({
    getFromSocket: (_: string, path: string) =>
      Promise.resolve(JSON.stringify(path.startsWith('/images') ? images : containers)),
  }) as unknown as Host;

const missing = async (images: unknown, containers: unknown) =>
  missingFrom(driverRecord, await listedByDocker(answering(images, containers)));

describe('what Docker lists', () => {
  test('lacks nothing when it has every image, tag and container', async () => {
    expect(await missing([{ Id: image, RepoTags: ['app:1'] }], [{ Id: container }])).toEqual([]);
  });

  test('may be more than is on record', async () => {
    const images = [
      { Id: image, RepoTags: ['app:1', 'new:1'] },
      { Id: 'sha256:new', RepoTags: null },
    ];
    expect(await missing(images, [{ Id: container }, { Id: 'new' }])).toEqual([]);
  });

  test('lacks an image, a tag and a container by name', async () => {
    expect(await missing([], [])).toEqual(['image app:1', 'container web']);
    const untagged = [{ Id: image, RepoTags: ['<none>:<none>'] }];
    expect(await missing(untagged, [{ Id: container }])).toEqual(['tag app:1']);
  });

  test('may lack a container that was to be removed once it stopped', () => {
    const containers = driverRecord.containers.map((one) => ({ ...one, autoRemove: true }));
    const listed = { images: new Map([[image, ['app:1']]]), containers: new Set<string>() };
    expect(missingFrom({ ...driverRecord, containers }, listed)).toEqual([]);
  });

  test.each([
    [{}, []],
    [[{}], []],
    [[], 'x'],
  ])('is an error for %j and %j', async (images, containers) => {
    await expect(missing(images, containers)).rejects.toThrow();
  });

  test('is asked of the client where dockerd listens elsewhere', async () => {
    const asked: string[] = [];
    const host = {
      getFromSocket: () => Promise.resolve(null),
      run: ({ program, args }: { program: string; args: readonly string[] }) => {
        asked.push([program, ...args].join(' '));
        const stdout = args[0] === 'images' ? `${image}\n` : '';
        return Promise.resolve({ exitCode: 0, signal: null, stdout, stderr: '', durationMs: 0 });
      },
    } as unknown as Host;
    expect(missingFrom(driverRecord, await listedByDocker(host))).toEqual(['container web']);
    expect(asked).toEqual([
      'docker images --all --quiet --no-trunc',
      'docker ps --all --quiet --no-trunc',
    ]);
  });
});
