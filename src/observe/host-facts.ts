import type { EngineFacts, EngineName } from '../model/engine.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Host } from '../model/host.ts';
import { knownOr, mapKnown, unknown, type Known } from '../model/known.ts';
import { SYSTEMD_UNITS } from '../lvm/boot-unit.ts';
import type { LvmAccess } from '../model/facts/lvm-access.ts';
import type { LvmSettings, LvmState } from '../model/facts/lvm-state.ts';
import { poolVolumes } from '../model/facts/pool-volume.ts';
import { bootUnit, dmeventdPid } from './units.ts';
import { attempt, once } from './attempt.ts';
import { deviceFacts } from './device-facts.ts';
import { dmDevices, thinPools } from './device-mapper.ts';
import { diskSizes } from './disk-sizes.ts';
import { engineFacts, observeEngine, type SeenEngine, withLastWords } from './engines.ts';
import { type Versioned, kernelFacts, tools, unanswering } from './tools.ts';
import { joiningDisks, NOTHING_JOINS } from './joining-disks.ts';
import { lvmAsReported, lvmState, withOwners } from './lvm.ts';
import { lvmAccess } from './lvm-access.ts';
import { mountsOf } from './mounts.ts';
import { dmNames, rotationalDisks } from './sys-block.ts';
import { policyFacts } from './profile.ts';
import { startingAtMost } from './starting-at-most.ts';

/** What a setup is about. */
export interface Subject {
  /** Devices as they were typed. */
  readonly devices: readonly string[];
  readonly pool: { readonly vg: string; readonly lv: string } | null;
  /** Name of the metadata profile, without folder and ending. */
  readonly profile: string | null;
  readonly engine: EngineName;
}

/**
 * The host as a setup needs to see it.
 *
 * Processes, whatever the number of disks and volumes: 6 where the pool is there already (fullreport,
 * lvmconfig, dmsetup info and status, systemctl, lsblk) and where it is not (wipefs and thin_check
 * --version instead of dmsetup); one more, docker info or dockerd --version, where dockerd does not
 * answer on its socket; and one more, lvm systemid, where a group has a system ID. Where util-linux prints
 * no JSON, lsblk is one more, and wipefs one for each disk and partition.
 *
 * What cannot be found out is unknown, with the reason; nothing is thrown for it.
 */
export async function observe(host: Host, subject: Subject): Promise<Facts> {
  const askDm = once(() => dmDevices(host));
  const askEngine = () => observeEngine(host, subject.engine, true);
  const base = await observeBase(() => lvmState(host, askDm), askEngine);
  const { pool, devices, profile } = subject;
  const inPlace = pool !== null && base.lvm.known && isThinPool(base.lvm.value, pool);
  const mapper = inPlace ? await mapperFacts(host, askDm) : await mapperNames(host);
  const mounts = await attempt(() => mountsOf(host));
  const [policy, seen] = await Promise.all([
    policyFacts(host, profile),
    deviceFacts(host, devices, base.lvm, mounts),
  ]);
  const found = await tools(host, inPlace ? [] : toBeAsked(base, seen));
  const groupPathTaken = await pathOfGroup(host, base.lvm, pool);
  const unasked = unknown('not queried: nothing depends on it');
  const engine = engineFacts(base.engine, mapper.dm);
  const access = await accessOf(host, { ...base, ...policy, engine }, null);
  const rest = {
    lvmAccess: access,
    joining: await joiningDisks(host, seen, policy.lvmSettings, []),
    tools: found,
    devices: seen,
    diskSizes: unasked,
    rotationalDisks: unasked,
    dmeventd: unasked,
  };
  return together(host, { ...base, ...mapper, engine }, { ...policy, ...rest, groupPathTaken });
}

/** vgcreate refuses a group whose folder in /dev has its name taken, by which time there are PVs. */
export async function pathOfGroup(
  host: Host,
  lvm: Known<LvmState>,
  pool: Subject['pool'],
): Promise<Known<string | null>> {
  if (pool === null) return NO_GROUP;
  if (!lvm.known) return lvm;
  if (lvm.value.vgs.some(({ name }) => name === pool.vg)) return NO_GROUP;
  const path = `/dev/${pool.vg}`;
  return attempt(async () => ((await host.lstat(path)) === null ? null : path));
}

const NO_GROUP = unknown('not queried: no volume group will be created');

/**
 * LVM's report as JSON is proof that it is new enough (lvm2 2.02.158), and so is any answer of lsblk and
 * wipefs (util-linux 2.23): they are asked for their age only when they gave none.
 */
const toBeAsked = (
  { lvm }: Pick<Facts, 'lvm'>,
  devices: Facts['devices'],
): readonly Versioned[] => [
  'thin_check',
  ...(lvm.known ? [] : ['lvm' as const]),
  ...unanswering(devices),
];

/**
 * The host as verify and status need to see it; the pool is the one Docker uses or is configured
 * for, the profile the one attached to it.
 *
 * At most 8 processes, whatever the host is like: fullreport (what exists), lvmconfig (LVM's settings;
 * twice where LVM refuses the profile), dmsetup info and status (what the kernel has), systemctl (services
 * and the boot unit); dockerd --version where dockerd does not answer on its socket; pvs where a devices
 * file is in use (what LVM sees of what exists). Rarer ones: docker info where the client's socket may be
 * another one than dockerd's, lvm systemid where a group has a system ID and the settings do not show the
 * host's own, and journalctl where docker.service failed (the error with which dockerd ended). What would
 * be the ninth is not asked, and is unknown: first the error of dockerd, which is reported without it, too.
 */
export async function observeForVerify(reader: Host, engineName: EngineName): Promise<Facts> {
  const host = startingAtMost(reader, MOST_PROGRAMS);
  const askDm = once(() => dmDevices(host));
  const [seen, mapper] = await Promise.all([
    observeBase(
      () => lvmAsReported(host, askDm),
      () => observeEngine(host, engineName, false),
    ),
    mapperFacts(host, askDm),
  ]);
  const base = { ...seen, ...mapper, engine: engineFacts(seen.engine, mapper.dm) };
  const pool = poolOf(base.engine);
  const lvs = base.lvm.known ? base.lvm.value.lvs : [];
  const device = knownOr(base.dm, []).find(({ name }) => name === pool) ?? null;
  const [lv] = poolVolumes(lvs, device, pool);
  const [policy, found, sizes, rotational, dmeventd] = await Promise.all([
    policyFacts(host, lv?.profile ?? null),
    tools(host, []),
    diskSizes(host, base.lvm, lv?.vgUuid ?? null),
    rotationalDisks(host, pool, base.lvm, base.dm),
    attempt(() => dmeventdPid(host)),
  ]);
  const owned = { ...base, lvm: await ownedLvm(host, base.lvm, policy.lvmSettings) };
  const access = await accessOf(host, { ...owned, ...policy }, device);
  const engine = await withLastWords(host, base.engine);
  const rest = {
    lvmAccess: access,
    joining: NOTHING_JOINS,
    tools: found,
    devices: [],
    diskSizes: sizes,
    rotationalDisks: rotational,
    dmeventd,
  };
  return together(host, { ...owned, engine }, { ...policy, ...rest, groupPathTaken: NO_GROUP });
}

const MOST_PROGRAMS = 8;

async function ownedLvm(
  host: Host,
  lvm: Known<LvmState>,
  settings: Known<LvmSettings>,
): Promise<Known<LvmState>> {
  if (!lvm.known) return lvm;
  return attempt(() => withOwners(host, lvm.value, knownOr(settings, null)));
}

/** Device-mapper name of the pool that the engine uses, or would use if it were started now. */
function poolOf({ runsOn, configuredFor }: EngineFacts): string | null {
  return knownOr(runsOn, null)?.name ?? knownOr(configuredFor, null)?.name ?? null;
}

type AskDm = () => Promise<readonly DmDevice[]>;

/** What both want, before anything is decided. */
async function observeBase(askLvm: () => Promise<LvmState>, askEngine: () => Promise<SeenEngine>) {
  const [lvm, engine] = await Promise.all([attempt(askLvm), askEngine()]);
  return { lvm, engine };
}

/** Looks at what may keep LVM and dmctl from working. @param device the pool's */
function accessOf(
  host: Host,
  { lvm, lvmSettings, engine }: Pick<Facts, 'lvm' | 'lvmSettings' | 'engine'>,
  device: DmDevice | null,
): Promise<LvmAccess> {
  const { configFile } = engine;
  const folders = [configFile.slice(0, configFile.lastIndexOf('/')), SYSTEMD_UNITS];
  return lvmAccess(host, { lvm, settings: lvmSettings, device, folders });
}

/** What the kernel's device mapper says. */
type MapperFacts = Pick<Facts, 'dm' | 'dmNames' | 'thinPools'>;

async function mapperFacts(host: Host, askDm: AskDm): Promise<MapperFacts> {
  const [dm, pools] = await Promise.all([attempt(askDm), attempt(() => thinPools(host))]);
  return { dm, dmNames: mapKnown(dm, (all) => all.map(({ name }) => name)), thinPools: pools };
}

/** Where no pool is in place only the names matter, and sysfs has those. No process. */
async function mapperNames(host: Host): Promise<MapperFacts> {
  const notAsked = unknown('not queried: the pool does not exist');
  return { dm: notAsked, dmNames: await attempt(() => dmNames(host)), thinPools: notAsked };
}

function isThinPool(lvm: LvmState, pool: NonNullable<Subject['pool']>): boolean {
  const lv = lvm.lvs.find(({ vg, name }) => vg === pool.vg && name === pool.lv);
  return lv?.segmentType === 'thin-pool';
}

type Particular = Pick<
  Facts,
  | 'tools'
  | 'lvmSettings'
  | 'lvmAccess'
  | 'joining'
  | 'profile'
  | 'profileSettings'
  | 'devices'
  | 'diskSizes'
  | 'rotationalDisks'
  | 'dmeventd'
  | 'groupPathTaken'
>;

async function together(
  host: Host,
  base: Pick<Facts, 'lvm' | 'engine'> & MapperFacts,
  particular: Particular,
): Promise<Facts> {
  const [kernel, unit] = await Promise.all([
    kernelFacts(host),
    bootUnit(host, base.engine.service),
  ]);
  return { euid: host.euid, kernel, ...base, ...particular, bootUnit: unit };
}
