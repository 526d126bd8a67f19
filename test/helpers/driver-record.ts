import { gzipSync } from 'node:zlib';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DriverRecord, RecordedLayer } from '../../src/model/facts/migration.ts';
import { bytes } from '../../src/model/units.ts';

const hex = (letter: string): string => letter.repeat(64);
const chain = (letter: string): string => `sha256:${hex(letter)}`;

const layer = (letter: string, parent: string | null): RecordedLayer => ({
  chainId: chain(letter),
  cacheId: `cache-${letter}`,
  parent: parent === null ? null : chain(parent),
  diffId: `sha256:${hex('d')}`,
  entries: 10,
  room: bytes(40_960),
  unfit: [],
});

const device = (name: string, deviceId: number) => ({
  name,
  deviceId,
  size: bytes(10_737_418_240),
  transactionId: deviceId,
  deleted: false,
});

/** Two image layers, and a container on the upper one. */
export const driverRecord: DriverRecord = {
  layers: [layer('b', 'a'), layer('a', null)],
  containers: [
    {
      id: hex('c'),
      name: 'web',
      image: 'app',
      state: 'running',
      mountId: 'mount',
      initId: 'mount-init',
      parent: chain('b'),
      driver: 'devicemapper',
      autoRemove: false,
      limited: false,
      restarts: true,
    },
  ],
  images: [{ id: chain('e'), names: ['app:1'], top: chain('b') }],
  devices: [
    device('base', 1),
    device('cache-a', 2),
    device('cache-b', 3),
    device('mount-init', 4),
    device('mount', 5),
  ],
  fileSystem: 'xfs',
  unread: [],
};

const TAR_SPLIT = [
  '{"type":2,"payload":"AAAA","position":0}',
  '{"type":1,"name":"./","payload":null,"position":1}',
  '{"type":1,"name":"f","size":5000,"payload":"AAAA","position":2}',
];

/** Writes the files that Docker keeps of such a record into a data root. */
export async function writeDataRoot(root: string): Promise<void> {
  const put = async (path: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(`${root}/${path}`), { recursive: true });
    await writeFile(`${root}/${path}`, content);
  };
  const images = 'image/devicemapper';
  for (const { chainId, cacheId, parent, diffId } of driverRecord.layers) {
    const folder = `${images}/layerdb/${chainId.replace(':', '/')}`;
    await put(`${folder}/cache-id`, cacheId);
    await put(`${folder}/diff`, diffId);
    await put(`${folder}/size`, '5000');
    await put(`${folder}/tar-split.json.gz`, gzipSync(`${TAR_SPLIT.join('\n')}\n`));
    if (parent !== null) await put(`${folder}/parent`, parent);
  }
  for (const { id, mountId, initId, parent } of driverRecord.containers) {
    const folder = `${images}/layerdb/mounts/${id}`;
    await put(`${folder}/mount-id`, mountId);
    await put(`${folder}/init-id`, initId);
    await put(`${folder}/parent`, parent ?? '');
    const config = {
      State: { Running: true },
      Config: { Image: 'app' },
      Name: '/web',
      Driver: 'devicemapper',
    };
    await put(`containers/${id}/config.v2.json`, JSON.stringify(config));
    const policy = { AutoRemove: false, RestartPolicy: { Name: 'always' }, StorageOpt: null };
    await put(`containers/${id}/hostconfig.json`, JSON.stringify(policy));
  }
  for (const { name, deviceId, size, transactionId } of driverRecord.devices) {
    const saved = { device_id: deviceId, size, transaction_id: transactionId, initialized: false };
    await put(`devicemapper/metadata/${name}`, JSON.stringify(saved));
  }
  await put('devicemapper/metadata/deviceset-metadata', '{"BaseDeviceFilesystem":"xfs"}');
  const names = { Repositories: { app: { 'app:1': chain('e') } } };
  await put(`${images}/repositories.json`, JSON.stringify(names));
  const rootfs = { type: 'layers', diff_ids: [] };
  await put(`${images}/imagedb/content/sha256/${hex('e')}`, JSON.stringify({ rootfs }));
}
