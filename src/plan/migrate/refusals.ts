import { dockerFacts } from '../../docker/engine.ts';
import { shortId } from '../../docker/migration-layers.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { DriverRecord, RoomBelow } from '../../model/facts/migration.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { bytes, formatBytes, MIB, type Bytes } from '../../model/units.ts';
import { serviceRefusals } from '../docker/refusals.ts';
import { groupRefusals } from '../steps/pool-in-use.ts';
import { missingTools, rootRefusals } from '../steps/host-refusals.ts';
import { firstRefusals, refusal, unseen, whenKnown } from '../steps/refusal.ts';
import { roomOn } from './carrier.ts';
import type { Carrier, MigrateSite, SourcePool } from './site.ts';

/** Lists why nothing is migrated, whatever the pool holds. */
export const hostRefusals = (site: MigrateSite): readonly Notice[] =>
  firstRefusals(
    () => [...rootRefusals(site.facts), ...missingTools(site.facts, ['dmsetup'])],
    () => toolRefusals(site),
    () => [
      ...daemonRefusals(site),
      ...dataRootRefusals(site),
      ...overlayRefusals(site),
      ...takenRefusals(site),
    ],
  );

function toolRefusals({ ground }: MigrateSite): readonly Notice[] {
  const why = 'no system directory has one that only root can have put there';
  const absent = ground.missing.map((name) =>
    refusal('DM004', `${name} is missing`, why, [`install ${name}`], EXIT.toolMissing),
  );
  if (absent.length > 0) return absent;
  return whenKnown('the options of tar', ground.tarLacks, (lacks) => {
    if (lacks.length === 0) return [];
    const message = `tar has no ${lacks.join(', ')}`;
    const because = 'layers would lose extended attributes, ACLs or capabilities';
    return [
      refusal('DM005', message, because, ['install GNU tar 1.27 or newer'], EXIT.toolMissing),
    ];
  });
}

/** Docker has to stop with its containers, and start on overlay2. */
function daemonRefusals({ facts }: MigrateSite): readonly Notice[] {
  const { docker, dataRoot } = dockerFacts(facts);
  const service = serviceRefusals(docker);
  if (service.length > 0) return service;
  if (!docker.info.known) return [unseen('docker info', docker.info.why)];
  const info = docker.info.value;
  const running = info?.running ?? 0;
  if (dataRoot.state !== 'present' || running === 0) return stillMounted(dataRoot, info === null);
  const words = `${String(running)} ${running === 1 ? 'container runs' : 'containers run'}`;
  if (info?.liveRestore === true) {
    const why = 'live-restore keeps them running, and writing, while Docker is stopped';
    const fix = [
      'docker stop them all, or set "live-restore": false in daemon.json and reload Docker',
    ];
    return [refusal('DM255', words, why, fix)];
  }
  if (!dataRoot.holdings.swarm) return [];
  const why = 'this host is part of a swarm, which restarts its tasks elsewhere or here';
  const fix = [
    'docker node update --availability drain NODE on a manager, then wait for docker ps',
  ];
  return [refusal('DM255', words, why, fix)];
}

/** Refuses mounts while Docker is stopped: they belong to containers that outlived it. */
function stillMounted(
  root: ReturnType<typeof dockerFacts>['dataRoot'],
  isStopped: boolean,
): readonly Notice[] {
  if (!isStopped || root.state !== 'present') return [];
  const [mount] = root.mountsBelow;
  if (mount === undefined) return [];
  const why = 'a container may still be running without its daemon, and writing to its layer';
  const fix = ['start Docker, stop its containers, then rerun the command', 'or unmount it'];
  return [refusal('DM255', `Docker is stopped, and ${mount.path} is mounted`, why, fix)];
}

function dataRootRefusals({ facts, ground, request }: MigrateSite): readonly Notice[] {
  const { dataRoot } = dockerFacts(facts);
  if (dataRoot.state === 'unusable')
    return [refusal('DM253', `${dataRoot.path} cannot be used`, dataRoot.why, [dataRoot.fix])];
  const { path } = dataRoot;
  return [
    ...whenKnown('the file systems of the kernel', ground.overlayfs, (there) => {
      const why = 'overlay2 needs it';
      const fix = ['modprobe overlay', 'install the modules of the running kernel'];
      return there ? [] : [refusal('DM253', 'the kernel has no overlayfs', why, fix)];
    }),
    ...(request.on === null
      ? whenKnown(`the file system of ${path}`, ground.room, (room) => typeRefusals(path, room))
      : []),
  ];
}

function typeRefusals(
  path: string,
  { type, mountPoint, namesTypes }: RoomBelow,
): readonly Notice[] {
  const message = `${path} is on ${type}, which cannot carry overlay2`;
  const fix = [
    'dmctl migrate overlay2 --on DEVICE puts the layers on a blank disk, --on-vg VG --size SIZE on a volume of a group',
  ];
  if (!namesTypes.known) return [refusal('DM253', message, namesTypes.why, fix)];
  if (namesTypes.value) return [];
  const why = `the xfs at ${mountPoint} was made with ftype=0: its directories do not say what an entry is`;
  return [refusal('DM253', message, why, fix)];
}

/** A Docker whose driver somebody changed has left the directories empty. */
function overlayRefusals({ ground }: MigrateSite): readonly Notice[] {
  const { layers, newRecords, paths } = ground;
  const fix = [
    'once Docker runs on overlay2, docker images and docker ps -a show what it holds: save or remove it',
    'dmctl explain DM254 says how to move it away',
  ];
  const taken = (path: string, held: number, what: string): readonly Notice[] =>
    held === 0 ? [] : [refusal('DM254', `${path} holds ${String(held)} ${what}`, MIXED, fix)];
  return [
    ...whenKnown(paths.layers, layers, ({ held }) =>
      taken(paths.layers, held, held === 1 ? 'layer' : 'layers'),
    ),
    ...whenKnown(paths.newRecords, newRecords, ({ held }) =>
      taken(paths.newRecords, held, 'images or containers'),
    ),
  ];
}

const MIXED = 'they would be mixed with those that are converted';

/** Directories of dmctl's own from a migration that is not on record any more. */
function takenRefusals({ ground }: MigrateSite): readonly Notice[] {
  const { building, buildkitAside, paths } = ground;
  const left = (path: string): Notice =>
    refusal('DM254', `${path} exists already`, 'an earlier migration left it', [
      `check what is in it, then: rm -rf --one-file-system ${path}`,
    ]);
  return [
    ...whenKnown(paths.building, building, (there) => (there ? [left(paths.building)] : [])),
    ...whenKnown(paths.buildkitAside, buildkitAside, (there) =>
      there ? [left(paths.buildkitAside)] : [],
    ),
  ];
}

/** Lists why layers cannot be read. @param lost from dueLayers */
export function layerRefusals(
  { ground }: MigrateSite,
  record: DriverRecord,
  lost: readonly string[],
): readonly Notice[] {
  const fix = ['dmctl inspect layers lists all layers', 'dmctl explain DM251'];
  const refuse = (message: string, why: string): Notice => refusal('DM251', message, why, fix);
  const unread = record.unread.map((why) => refuse("Docker's records cannot be read", why));
  if (unread.length > 0) return unread;
  const { fileSystem, containers } = record;
  const isRead = fileSystem === 'xfs' || fileSystem === 'ext4';
  const foreign = containers.filter(
    ({ driver }) => driver !== null && driver !== 'devicemapper' && driver !== 'overlay2',
  );
  return [
    ...lost.slice(0, 10).map((what) => refuse(what, 'its content cannot be carried over')),
    ...(isRead
      ? []
      : [refuse(`the layers are on ${fileSystem ?? 'an unknown file system'}`, ONLY_THESE)]),
    ...record.layers.flatMap(({ chainId, unfit }) =>
      unfit.map((fault) => refuse(`in image layer ${shortId(chainId)} ${fault}`, UNFIT)),
    ),
    ...foreign.map(({ name, id, driver }) =>
      refuse(
        `container ${name ?? id} is of the driver ${String(driver)}`,
        `${ground.paths.oldRecords} has its layer on record`,
      ),
    ),
  ];
}

const UNFIT = 'the layer would have other files on overlay2 than it has now: remove the image';
const ONLY_THESE = 'Docker makes them xfs or ext4, and says which in deviceset-metadata';

/** Lists why the pool cannot be read. */
export function poolRefusals(
  { facts }: MigrateSite,
  { pool, volume }: SourcePool,
): readonly Notice[] {
  if (pool.kind === 'loop') return [];
  const vg = knownOr(facts.lvm, null)?.vgs.find(({ uuid }) => uuid === volume?.vgUuid);
  const group = vg === undefined || volume?.active === true ? [] : groupRefusals(vg);
  if (group.length > 0) return group;
  return whenKnown('the state of the pool', facts.thinPools, (all) => {
    const status = all.find(({ name }) => name === pool.dmName)?.status;
    if (status === undefined) return [];
    const why = statusFault(status);
    const fix = ['dmctl status shows the state of the pool, and what to do about it'];
    return why === null
      ? []
      : [refusal('DM251', `the pool ${pool.dmName} cannot be read safely`, why, fix)];
  });
}

type Status = Extract<
  MigrateSite['facts']['thinPools'],
  { known: true }
>['value'][number]['status'];

function statusFault(status: Status): string | null {
  if (status.state !== 'running') return 'the kernel has given it up';
  if (status.needsCheck) return 'its metadata needs a check';
  if (status.mode === 'ro') return 'the kernel has made it read-only';
  return status.mode === 'rw' ? null : 'it is full: a file system in it may need to be replayed';
}

/** Room that directories, links and inodes take for each entry, beside its content. */
const ENTRY_BYTES = 1024;
/** Room that stays free. */
export const RESERVE = bytes(64 * MIB);

/** Room and inodes that image layers need; containers' layers are known once they are read. */
export const roomFor = ({
  layers,
}: DriverRecord): { readonly room: Bytes; readonly entries: number } => {
  const entries = layers.reduce((sum, layer) => sum + layer.entries, 0);
  const content = layers.reduce((sum, layer) => sum + layer.room, 0);
  return { room: bytes(content + entries * ENTRY_BYTES), entries };
};

/** Lists what the file system that is to carry them lacks for the image layers. */
export function roomRefusals(
  { ground }: MigrateSite,
  record: DriverRecord,
  carrier: Carrier | null,
): readonly Notice[] {
  if (carrier === null)
    return whenKnown('free space', ground.room, (room) =>
      shortages(record, { ...room, name: room.mountPoint, fix: MORE_ROOM }),
    );
  const { vg, lv } = carrier.volume;
  return shortages(record, { ...roomOn(carrier), name: `${vg}/${lv}`, fix: LARGER_VOLUME });
}

const FEWER_IMAGES = 'docker image prune and docker container prune remove what nobody needs';
const MORE_ROOM = [
  FEWER_IMAGES,
  'grow the file system, or put the layers on a volume of their own: --on DEVICE, or --on-vg VG --size SIZE',
];
const LARGER_VOLUME = [FEWER_IMAGES, 'use a larger disk, or a larger --size'];

interface Room extends Pick<RoomBelow, 'free' | 'inodes'> {
  readonly name: string;
  readonly fix: readonly string[];
}

function shortages(record: DriverRecord, { free, inodes, name, fix }: Room): readonly Notice[] {
  const { room, entries } = roomFor(record);
  const needed = bytes(room + RESERVE);
  const short = (what: string, why: string): Notice =>
    refusal('DM252', what, why, fix, EXIT.noSpace);
  return [
    ...(free >= needed
      ? []
      : [
          short(
            `${name} has ${formatBytes(free)} free, and the image layers need ${formatBytes(needed)}`,
            'the pool is kept until the migration is accepted',
          ),
        ]),
    ...(inodes === null || inodes >= entries
      ? []
      : [
          short(
            `${name} has ${String(inodes)} inodes free, and the image layers need ${String(entries)}`,
            'each file and directory of a layer takes one',
          ),
        ]),
  ];
}
