import { configurationOf } from '../../../docker/engine.ts';
import {
  DEFAULT_BLOCK_SIZE,
  DEFAULT_LOOP_SIZES,
  type LoopSizes,
  sizeOption,
  storageSize,
} from '../../../docker/loop-files.ts';
import { lastValue } from '../../../docker/pool-name.ts';
import { splitStorageOption, validateStorageOptions } from '../../../docker/storage-options.ts';
import { EXIT } from '../../../model/exit-codes.ts';
import { METADATA_BLOCK_BYTES } from '../../../model/facts/dm.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import { type Known, knownOr } from '../../../model/known.ts';
import type { Notice } from '../../../model/notice.ts';
import { type Bytes, MIB, bytes, formatBytes } from '../../../model/units.ts';
import { type NamedPool, poolPath } from '../../../pool/found-pool.ts';
import type { Part } from '../../../pool/usage.ts';
import {
  type AskedSizes,
  NO_POOL,
  tooLargeSizes,
  tooLittleMetadata,
} from '../../steps/pool-sizes.ts';
import { firstRefusals, refusal } from '../../steps/refusal.ts';
import { type SetupLoopLvmRequest, otherOptions } from './request.ts';

const TESTING_ONLY: Notice = {
  code: 'DM102',
  message: 'loop-lvm is for testing only',
  why: 'the pool is on two sparse files behind loop devices: slow, and strongly discouraged for production by Docker itself',
  fix: ['for production, on a blank disk: dmctl setup direct-lvm DEVICE'],
  exitCode: EXIT.done,
};

/** Formats a size in decimal, as docker info does, and in binary, as requested. */
const both = (size: Bytes): string => `${formatBytes(size, 'si')} (${formatBytes(size)})`;

/**
 * Warns about a pool on loop files.
 * @param sizes sizes of its files; null if unknown
 * @param room free space of their file system
 */
export function loopWarnings(
  sizes: LoopSizes<Bytes | null>,
  room: Known<Bytes>,
  dataRoot: string,
): readonly Notice[] {
  const { data, metadata } = sizes;
  const said = (size: Bytes | null): string => (size === null ? 'an unknown size' : both(size));
  const promise = `the loop files provide ${said(data)} of data and ${said(metadata)} of metadata`;
  const free = room.known
    ? `the file system of ${dataRoot} has ${both(room.value)} free`
    : `the free space of ${dataRoot} is unknown: ${room.why}`;
  const notice: Notice = {
    code: 'DM210',
    message: `${promise}; ${free}`,
    why: 'they are sparse: space is used as containers write, and a full file system damages the pool',
    fix: [
      `monitor it: df -h ${dataRoot}`,
      'or use smaller files: dmctl setup loop-lvm --data-size SIZE',
    ],
    exitCode: EXIT.done,
  };
  return [TESTING_ONLY, notice];
}

/** Options that keep Docker from using loop files. */
const NOT_FOR_LOOP_FILES =
  /^dm\.(thinpooldev|datadev|metadatadev|directlvm_device(_force)?|thinp_\w+)$/;

/** Refuses a request that is invalid on any host. */
export function requestRefusals(facts: Facts, request: SetupLoopLvmRequest): readonly Notice[] {
  const options = otherOptions(request);
  const valid = validateStorageOptions(options);
  return [
    ...options.filter(isForeign).map(foreignOption),
    ...(valid.ok || options.some(isForeign) ? [] : [refusal('DM048', valid.why, TOGETHER, AMEND)]),
    ...sizeRefusals(facts, request),
  ];
}

const TOGETHER = 'dockerd would not start with these options';
const AMEND = ['change the --storage-opt values'];

function isForeign(option: string): boolean {
  const split = splitStorageOption(option);
  return split.ok && NOT_FOR_LOOP_FILES.test(split.value.key);
}

function foreignOption(option: string): Notice {
  const why = 'Docker would use that device instead of loop files';
  return refusal('DM046', `${option} conflicts with loop-lvm`, why, [
    'omit it',
    'or set up a pool on a disk: dmctl setup direct-lvm DEVICE',
  ]);
}

/** The sizes of the files: as requested, else as configured, else Docker's defaults. */
export function plannedSizes(facts: Facts, request: SetupLoopLvmRequest): LoopSizes<Bytes> {
  const { storageOpts } = configurationOf(facts);
  const { data, metadata } = DEFAULT_LOOP_SIZES;
  return {
    data: request.dataSize ?? sizeOption(storageOpts, 'dm.loopdatasize') ?? data,
    metadata: request.metadataSize ?? sizeOption(storageOpts, 'dm.loopmetadatasize') ?? metadata,
  };
}

/**
 * Docker's base device takes up to 66 MiB of the data as it is made (xfs of xfsprogs 6), and the
 * metadata 17 MiB; below 10% free Docker makes no layer. With less dockerd hangs for a minute, then
 * fails.
 */
const LEAST: LoopSizes<Bytes> = { data: bytes(256 * MIB), metadata: bytes(32 * MIB) };

function sizeRefusals(facts: Facts, request: SetupLoopLvmRequest): readonly Notice[] {
  if (request.dataSize === null && request.metadataSize === null) return [];
  const { storageOpts } = configurationOf(facts);
  const options = [...storageOpts, ...otherOptions(request)];
  const chunkSize = sizeOption(options, 'dm.blocksize') ?? DEFAULT_BLOCK_SIZE;
  const wanted = plannedSizes(facts, request);
  const units = { data: chunkSize, metadata: bytes(METADATA_BLOCK_BYTES) };
  const asked: AskedSizes = {
    now: NO_POOL,
    wanted,
    chunkSize,
    limit: 'lvm',
    atMost: (part, most) =>
      `${FLAG[part]} ${storageSize(bytes(most - (most % units[part])))} or less`,
    moreMetadata: (size) => `add ${FLAG.metadata} ${size}`,
  };
  return firstRefusals(
    () => tooLargeSizes(asked),
    () => PARTS.flatMap((part) => partFault(part, wanted[part], units[part])),
    () => tooLittleMetadata(asked),
  );
}

const PARTS = ['data', 'metadata'] as const;
const FLAG = { data: '--data-size', metadata: '--metadata-size' } as const;

/** @param unit it is a whole number of these */
function partFault(part: Part, size: Bytes, unit: Bytes): readonly Notice[] {
  const message = `${formatBytes(size)} (${String(size)} bytes) is not a possible ${part} size`;
  const no = (why: string, sizes: string): readonly Notice[] => [
    refusal('DM033', message, why, [`${FLAG[part]} ${sizes}`]),
  ];
  const least = LEAST[part];
  if (size < least) {
    const why = `Docker needs at least ${formatBytes(least)} for its base device and a first layer`;
    return no(why, `${storageSize(least)} or more`);
  }
  if (size % unit === 0) return [];
  const nearest = [Math.floor(size / unit), Math.ceil(size / unit)].map((n) => String(n * unit));
  return no(`it must be a multiple of ${formatBytes(unit)}`, nearest.join(' or '));
}

/** Docker has a pool on a disk, or its configuration leads to one. */
export function directLvmRefusal(facts: Facts, pool: NamedPool): Notice {
  const { driver, storageOpts } = configurationOf(facts);
  const name = pool.name ?? 'of its own making';
  const runs = knownOr(facts.engine.runsOn, null)?.name === pool.name;
  const option = ['dm.thinpooldev', 'dm.directlvm_device', 'dm.datadev', 'dm.metadatadev'].find(
    (key) => lastValue(storageOpts, key) !== null,
  );
  const left = `the configuration still has ${option ?? 'a storage option'}: pool ${name}, direct-lvm`;
  const configured = driver === 'devicemapper' ? `Docker is configured for` : null;
  const verb = runs ? 'Docker runs on' : configured;
  const message = verb === null ? left : `${verb} the direct-lvm pool ${name}`;
  const why =
    'loop files would take its place: slow, unfit for production, and Docker would no longer see what it keeps in the pool';
  const isOfLvm = knownOr(pool.volume, null) !== null;
  const away = isOfLvm ? 'if the pool is gone' : 'if nothing in it is needed';
  return refusal('DM046', message, why, [
    'stay with it: dmctl verify looks at it',
    ...(isOfLvm ? [`or take it down first: dmctl teardown --confirm ${poolPath(pool)}`] : []),
    ...(runs && isOfLvm ? [] : [`or, ${away}: remove its options from ${facts.engine.configFile}`]),
  ]);
}
