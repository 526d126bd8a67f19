import { readDaemonJson } from '../docker/daemon-json.ts';
import { dataRootOf, isRemapped } from '../docker/data-root.ts';
import { poolNamedBy } from '../docker/pool-name.ts';
import type { DaemonJsonFile, DataRoot, DockerState } from '../model/facts/docker-state.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Host } from '../model/host.ts';
import { knownOr, mapKnown, unknown, type Known } from '../model/known.ts';
import type { LvmState } from '../model/facts/lvm-state.ts';
import { dmName } from '../model/names.ts';
import { bootUnit } from './boot-unit.ts';
import { attempt, once } from './attempt.ts';
import { daemonJsonFile } from './docker/daemon-json.ts';
import { backupFacts, dataRootFacts, remappedRootFacts } from './docker/data-root.ts';
import { deviceFacts } from './device-facts.ts';
import { dmDevices, thinPools } from './device-mapper.ts';
import { dmeventdPid } from './dmeventd.ts';
import { dockerState, WATCHED_UNITS } from './docker/docker.ts';
import { kernelFacts } from './kernel.ts';
import { lvmState } from './lvm.ts';
import { mountsOf } from './mounts.ts';
import { dmNames } from './sys-block.ts';
import { policyFacts } from './profile.ts';
import { rotationalDisks } from './rotational.ts';
import { tools, withDockerVersion, type Versioned } from './tools.ts';
import { units } from './units.ts';

/** What a setup is about. */
export interface Subject {
  /** Devices as they were typed. */
  readonly devices: readonly string[];
  readonly pool: { readonly vg: string; readonly lv: string } | null;
  /** Name of the metadata profile, without folder and ending. */
  readonly profile: string | null;
}

/**
 * The host as a setup needs to see it.
 *
 * Processes, whatever the number of disks and volumes: 6 where the pool is there already (fullreport,
 * lvmconfig, dmsetup info and status, systemctl, lsblk) and where it is not (wipefs and thin_check
 * --version instead of dmsetup); one more, docker info or dockerd --version, where dockerd does not
 * answer on its socket.
 *
 * What cannot be found out is unknown, with the reason; nothing is thrown for it.
 */
export async function observe(host: Host, subject: Subject): Promise<Facts> {
  const askDm = once(() => dmDevices(host));
  const base = await observeBase(host, askDm);
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
  const unasked = unknown('not asked: nothing is decided by it');
  const rest = { tools: found, devices: seen, rotationalDisks: unasked, dmeventd: unasked };
  return together(host, { ...base, ...mapper }, { ...policy, ...rest, groupPathTaken });
}

/** vgcreate refuses a group whose folder in /dev has its name taken, by which time there are PVs. */
async function pathOfGroup(
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

const NO_GROUP = unknown('not asked: no volume group is to be made');

/**
 * LVM's report as JSON and wipefs' are proof that both are new enough (lvm2 2.02.158, util-linux
 * 2.31): they are asked for their age only when they gave none.
 */
function toBeAsked({ lvm }: Base, devices: Facts['devices']): readonly Versioned[] {
  const unread = devices.some((device) => device.usable && !device.signatures.known);
  return [
    'thin_check',
    ...(lvm.known ? [] : ['lvm' as const]),
    ...(unread ? ['wipefs' as const] : []),
  ];
}

/**
 * The host as verify and status need to see it; the pool is the one Docker uses or is configured
 * for, the profile the one attached to it.
 *
 * At most 7 processes, whatever the number of disks and volumes: fullreport, lvmconfig (twice where
 * LVM refuses the profile), dmsetup info and status, systemctl; docker info or dockerd --version
 * where dockerd does not answer on its socket.
 */
export async function observeForVerify(host: Host): Promise<Facts> {
  const askDm = once(() => dmDevices(host));
  const [seen, mapper] = await Promise.all([observeBase(host, askDm), mapperFacts(host, askDm)]);
  const base = { ...seen, ...mapper };
  const settings = settingsOf(base.daemonJson);
  const info = knownOr(base.docker.info, null);
  const pool = poolNamedBy(settings, info, knownOr(base.docker.outside, []));
  const lvs = base.lvm.known ? base.lvm.value.lvs : [];
  const lv = lvs.find(({ vg, name }) => dmName(vg, name) === pool) ?? null;
  const [policy, found, rotational, dmeventd] = await Promise.all([
    policyFacts(host, lv?.profile ?? null),
    tools(host, []),
    rotationalDisks(host, pool, base.lvm, base.dm),
    attempt(() => dmeventdPid(host)),
  ]);
  const rest = { tools: found, devices: [], rotationalDisks: rotational, dmeventd };
  return together(host, base, { ...policy, ...rest, groupPathTaken: NO_GROUP });
}

/** What both want, before anything is decided. */
interface Base {
  readonly lvm: Known<LvmState>;
  readonly docker: DockerState;
  readonly daemonJson: DaemonJsonFile;
}

type AskDm = () => Promise<readonly DmDevice[]>;

async function observeBase(host: Host, askDm: AskDm): Promise<Base> {
  const [lvm, docker] = await Promise.all([
    attempt(() => lvmState(host, askDm)),
    attempt(() => units(host, WATCHED_UNITS)).then((found) => dockerState(host, found)),
  ]);
  const daemonJson = await daemonJsonFile(host, daemonJsonPath(docker));
  return { lvm, docker, daemonJson };
}

/** What the kernel's device mapper says. */
type MapperFacts = Pick<Facts, 'dm' | 'dmNames' | 'thinPools'>;

async function mapperFacts(host: Host, askDm: AskDm): Promise<MapperFacts> {
  const [dm, pools] = await Promise.all([attempt(askDm), attempt(() => thinPools(host))]);
  return { dm, dmNames: mapKnown(dm, (all) => all.map(({ name }) => name)), thinPools: pools };
}

/** Where no pool is in place only the names matter, and sysfs has those. No process. */
async function mapperNames(host: Host): Promise<MapperFacts> {
  const notAsked = unknown('not asked: the pool is not there');
  return { dm: notAsked, dmNames: await attempt(() => dmNames(host)), thinPools: notAsked };
}

const DAEMON_JSON = '/etc/docker/daemon.json';

/** dockerd(8), --config-file. */
function daemonJsonPath(docker: DockerState): string {
  const flags = knownOr(docker.outside, []).filter(
    ({ option, value }) => option === '--config-file' && value !== '',
  );
  return flags.at(-1)?.value ?? DAEMON_JSON;
}

function settingsOf(file: DaemonJsonFile) {
  if (file.state !== 'present') return null;
  const settings = readDaemonJson(file.text);
  return settings.ok ? settings.value : null;
}

function isThinPool(lvm: LvmState, pool: NonNullable<Subject['pool']>): boolean {
  const lv = lvm.lvs.find(({ vg, name }) => vg === pool.vg && name === pool.lv);
  return lv?.segmentType === 'thin-pool';
}

/** A Docker that runs says where it is; it knows of remapped users, too. */
function dataRootNow(host: Host, { docker, daemonJson }: Base): Promise<DataRoot> {
  const running = knownOr(docker.info, null)?.dataRoot;
  if (running !== undefined) return dataRootFacts(host, running);
  const [settings, outside] = [settingsOf(daemonJson), knownOr(docker.outside, [])];
  const configured = dataRootOf(settings, outside);
  return isRemapped(settings, outside)
    ? remappedRootFacts(host, configured)
    : dataRootFacts(host, configured);
}

type Particular = Pick<
  Facts,
  | 'tools'
  | 'lvmSettings'
  | 'profile'
  | 'profileSettings'
  | 'devices'
  | 'rotationalDisks'
  | 'dmeventd'
  | 'groupPathTaken'
>;

async function together(
  host: Host,
  base: Base & MapperFacts,
  particular: Particular,
): Promise<Facts> {
  const [kernel, dataRoot, unit] = await Promise.all([
    kernelFacts(host),
    dataRootNow(host, base),
    bootUnit(host),
  ]);
  return {
    euid: host.euid,
    kernel,
    ...base,
    ...particular,
    tools: withDockerVersion(particular.tools, base.docker.version),
    dataRoot,
    bootUnit: unit,
    dataRootBackup: await backupFacts(host, dataRoot),
  };
}
