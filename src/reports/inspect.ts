import type { DmDevice, ThinPoolDevice, ThinPoolTable } from '../model/facts/dm.ts';
import type { Facts } from '../model/facts/facts.ts';
import { HostError, type Host } from '../model/host.ts';
import { known, knownOr, unknown, type Known } from '../model/known.ts';
import {
  lastingOrphans,
  type Inspection,
  type InspectSubject,
  type LayerPicture,
  type MappedThin,
} from '../model/facts/layers.ts';
import type { Mount } from '../model/facts/mounts.ts';
import { attempt } from '../observe/attempt.ts';
import { livePoolTables } from '../observe/device-mapper.ts';
import { engineLayers } from '../observe/engines.ts';
import { mountsOf } from '../observe/mounts.ts';
import { poolParts } from '../observe/pool-parts.ts';
import { mappedThins, thinDevices } from '../observe/thin-devices.ts';
import type { NamedPool } from '../pool/found-pool.ts';
import { poolReport } from '../pool/pool-report.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { inspectData } from '../views/reports/inspect-data.ts';
import { inspectText } from '../views/reports/inspect-text.ts';
import { layerNotices } from './layer-notices.ts';
import type { Parts } from '../run/context.ts';
import { mustHavePool } from '../run/preconditions.ts';
import { observePool } from '../run/pools.ts';
import { whileReading } from './open-run.ts';

/**
 * `dmctl inspect`. Reads only; for the tables, the kernel keeps a snapshot of the pool's metadata for a
 * moment.
 */
export const inspect = (parts: Parts, subject: InspectSubject): Promise<Answer> =>
  whileReading(parts, 'inspect', () => inspected(parts, subject));

async function inspected(parts: Parts, subject: InspectSubject): Promise<Answer> {
  const facts = await observePool(parts.reader, null);
  const pool = mustHavePool(facts, 'inspect');
  const { inspection, notices } = await look(parts, facts, pool, subject);
  return {
    ...plainAnswer(subject === 'pool' ? 'inspect' : `inspect ${subject}`),
    data: inspectData(inspection, subject),
    warnings: notices,
    text: (style) => inspectText(inspection, subject, notices, style),
  };
}

/** An active pool in the kernel. */
interface InKernel {
  readonly device: DmDevice;
  readonly target: ThinPoolDevice;
  readonly table: ThinPoolTable;
}

async function look(parts: Parts, facts: Facts, pool: NamedPool, subject: InspectSubject) {
  const { reader } = parts;
  const devices = knownOr(facts.dm, []);
  const live = await inKernel(reader, pool);
  const ground = await attempt(async () =>
    live.known ? poolParts(reader, live.value.table, devices, pvsOf(facts)) : [],
  );
  const picture = await pictureOf(parts, facts, live, subject);
  const mounts = await attempt(() => mountsOf(reader));
  const inspection: Inspection = {
    mode: pool.mode,
    pool: poolReport(facts),
    parts: knownOr(ground, []),
    picture: picture.value,
    mounts: pointsByDevice(knownOr(mounts, [])),
    engineRuns: knownOr(facts.engine.service.running, null),
  };
  const unseen = [live, ground, mounts].flatMap((one) => (one.known ? [] : [one.why]));
  return { inspection, notices: layerNotices(inspection, { ...picture, unseen, subject }) };
}

function pointsByDevice(mounts: readonly Mount[]): ReadonlyMap<string, readonly string[]> {
  const points = new Map<string, string[]>();
  for (const { device, mountPoint } of mounts) {
    points.set(device, [...(points.get(device) ?? []), mountPoint]);
  }
  return points;
}

const pvsOf = ({ lvm }: Facts) => (lvm.known ? lvm.value.pvs : []);

async function inKernel(reader: Host, pool: NamedPool): Promise<Known<InKernel>> {
  const device = knownOr(pool.device, null);
  const target = knownOr(pool.target, null);
  if (device === null || target === null) return unknown('the pool is not active');
  const tables = await attempt(() => livePoolTables(reader));
  if (!tables.known) return tables;
  const table = tables.value.find(({ name }) => name === pool.name);
  return table === undefined ? unknown('the pool has no table') : known({ device, target, table });
}

/** The layers, and why parts of them are missing. */
interface Seen {
  readonly value: LayerPicture;
  readonly unread: readonly string[];
  /** null if the sizes are known or not needed. */
  readonly noSizes: string | null;
}

/** Layers that match nothing are read twice: Docker may be between two changes. */
async function pictureOf(
  parts: Parts,
  facts: Facts,
  live: Known<InKernel>,
  subject: InspectSubject,
): Promise<Seen> {
  const first = await lookOnce(parts, facts, live, subject);
  if (first.value.orphans.length === 0) return first;
  const second = await lookOnce(parts, facts, live, subject);
  const orphans = lastingOrphans(second.value.orphans, first.value.orphans);
  return { ...second, value: { ...second.value, orphans } };
}

async function lookOnce(
  { host, reader }: Parts,
  { dm, engine }: Facts,
  live: Known<InKernel>,
  subject: InspectSubject,
): Promise<Seen> {
  const active = await attempt(async () => {
    if (!live.known) return [];
    const { device, target } = live.value;
    if (target.status.state !== 'running') throw new HostError('cannot-read', target.name, FAILED);
    return thinDevices(reader, device, knownOr(dm, []));
  });
  const mapped = subject === 'pool' ? NOT_WANTED : await sizesOf(host, live);
  const { picture, unread } = await engineLayers(reader, engine, active, mapped);
  return {
    value: picture,
    unread: [...unread, ...(active.known ? [] : [active.why])],
    noSizes: mapped.known || mapped === NOT_WANTED ? null : mapped.why,
  };
}

const FAILED = 'the kernel has failed the pool, and tells nothing of its thin devices';

const NOT_WANTED: Known<readonly MappedThin[]> = unknown('not needed: no table is shown');

async function sizesOf(host: Host, live: Known<InKernel>): Promise<Known<readonly MappedThin[]>> {
  if (!live.known) return live;
  const { device, target, table } = live.value;
  return attempt(() => mappedThins(host, target, device, table));
}
