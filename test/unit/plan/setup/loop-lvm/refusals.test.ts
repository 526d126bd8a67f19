import { dockerFacts } from '../../../../../src/docker/engine.ts';
import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../../../../src/model/known.ts';
import { bytes, GIB, MIB, TIB } from '../../../../../src/model/units.ts';
import { blankHost } from '../../../../helpers/blank-host.ts';
import {
  codes,
  daemonJson,
  onBlank,
  outside,
  root,
  type Asked,
} from '../../../../helpers/loop-lvm.ts';
import type { Changes } from '../../../../helpers/engine.ts';

const { docker } = dockerFacts(blankHost());
const images = { ...root, holdings: { ...root.holdings, images: 1 } };

describe.each<[situation: string, asked: Asked, host: Changes, code: string, exit: number]>([
  ['somebody else than root', {}, { euid: 1000 }, 'DM003', 4],
  ['no thin-pool target', {}, { kernel: { release: '6', thinPool: known(false) } }, 'DM006', 5],
  ['Docker 26', {}, { docker: { ...docker, version: known('26.1.5') } }, 'DM040', 20],
  ['a daemon that does not answer', {}, { docker: { ...docker, info: unknown('?') } }, 'DM007', 20],
  ['--storage-driver as a flag', {}, outside('--storage-driver', 'overlay2'), 'DM041', 20],
  ['DOCKER_DRIVER', {}, outside('DOCKER_DRIVER', 'overlay2'), 'DM041', 20],
  ['a broken daemon.json', {}, daemonJson('{'), 'DM042', 20],
  ['"storage-opt" in the singular', {}, daemonJson('{"storage-opt": ["dm.fs=xfs"]}'), 'DM043', 20],
  ['images in the data root', {}, { dataRoot: images }, 'DM044', 20],
  [
    'volumes on their own mount',
    {},
    { dataRoot: { ...root, mountsBelow: [{ path: '/var/lib/docker/volumes', foreign: true }] } },
    'DM045',
    20,
  ],
  [
    "another driver's options",
    {},
    daemonJson('{"storage-opts": ["overlay2.size=1G"]}'),
    'DM046',
    20,
  ],
  [
    'a pool left in daemon.json',
    {},
    daemonJson('{"storage-opts": ["dm.thinpooldev=/dev/mapper/a-b"]}'),
    'DM046',
    20,
  ],
  [
    'a disk for Docker left in daemon.json',
    {},
    daemonJson('{"storage-opts": ["dm.directlvm_device=/dev/xvdf"]}'),
    'DM046',
    20,
  ],
  ['a pool as an option', { storageOptions: ['dm.thinpooldev=p'] }, {}, 'DM046', 20],
  ['a disk as an option', { storageOptions: ['dm.directlvm_device=/dev/x'] }, {}, 'DM046', 20],
  [
    'options that exclude each other',
    { storageOptions: ['dm.use_deferred_removal=false'] },
    {},
    'DM048',
    20,
  ],
  ['data that hold nothing', { dataSize: bytes(64 * MIB) }, {}, 'DM033', 20],
  ['more data than chunks can address', { dataSize: bytes(17 * TIB) }, {}, 'DM033', 20],
  ['data of half a chunk', { dataSize: bytes(100_000_000_000_000) }, {}, 'DM033', 20],
  ['too much metadata', { metadataSize: bytes(17 * GIB) }, {}, 'DM033', 20],
  ['too little metadata for the data', { dataSize: bytes(3 * TIB) }, {}, 'DM033', 20],
])('%s', (_situation, asked, host, code, exit) => {
  test(`is refused with ${code}, and nothing is planned`, () => {
    const refused = onBlank(asked, host);
    expect(codes(refused)).toContain(code);
    expect(refused.refusals[0]?.exitCode).toBe(exit);
    expect(refused.steps).toEqual([]);
  });
});
