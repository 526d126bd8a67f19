import type { Guest } from '../../test/lab/guest/index.ts';
import { withGuest } from '../../test/lab/guest/with-guest.ts';
import type { Timings } from '../../src/views/timings-text.ts';
import { mebibytes, row, type Times } from './figures.ts';
import {
  FEW_BYTES,
  FEW_FILES,
  layerOf,
  makeFirstImages,
  makeOtherImages,
  MANY_BYTES,
  MANY_FILES,
  PATIENT,
} from './migrate-images.ts';
import { saveAndLoad } from './second-docker.ts';

/**
 * Runs a command and adds a line to its output: the most memory that it, or a process it waited for,
 * had at once, in KiB (ru_maxrss of getrusage(2)).
 */
const WITH_PEAK = `import os, sys
child = os.fork()
if child == 0: os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))`;

/** What is used of the document that `dmctl migrate overlay2 --json --timings` prints. */
interface Document {
  readonly data: {
    readonly bytes: number;
    readonly layers: number;
    readonly downtimeSeconds: number;
    readonly timings: Timings;
  };
}

interface Migration {
  readonly data: Document['data'];
  /** Bytes of the largest process. */
  readonly peak: number;
}

async function migrate(guest: Guest, flags: readonly string[] = []): Promise<Migration> {
  const dmctl = ['dmctl', 'migrate', 'overlay2', '--json', '--timings', ...flags];
  const run = await guest.run(['python3', '-c', WITH_PEAK, ...dmctl], PATIENT);
  if (run.exitCode !== 0) throw new Error(`${dmctl.join(' ')}: ${run.stdout}${run.stderr}`);
  const end = run.stdout.lastIndexOf('}') + 1;
  const { data } = JSON.parse(run.stdout.slice(0, end)) as Document;
  return { data, peak: Number(run.stdout.slice(end)) * 1024 };
}

/** Nothing that was read or written before is in memory. */
const forget = (guest: Guest): Promise<string> =>
  guest.ok('sync && echo 3 >/proc/sys/vm/drop_caches', PATIENT);

const undo = (guest: Guest): Promise<string> => guest.ok('dmctl migrate undo --quiet', PATIENT);

/** Steps in which an image layer is converted. */
const ofImages = ({ data }: Migration): Timings['steps'] =>
  data.timings.steps.filter(({ title }) => title.startsWith('Convert image layer'));

const sum = (times: Times): number => times.reduce((all, one) => all + one, 0);

/** What the conversion of the image layers took, one after another. */
const converting = (migration: Migration): number => sum(ofImages(migration).map(({ ms }) => ms));

/** What the conversion of this layer took. */
function timeOf(migration: Migration, layer: string): number {
  const step = ofImages(migration).find(({ id }) => id === `convert-${layer}`);
  if (step === undefined) throw new Error(`layer ${layer} was not converted`);
  return step.ms;
}

/** Child processes of each conversion of an image layer. */
function children(migration: Migration): readonly number[] {
  const { children } = migration.data.timings;
  return ofImages(migration).map(
    ({ startMs, ms }) =>
      children.filter((one) => one.startMs >= startMs && one.startMs < startMs + ms).length,
  );
}

interface Round {
  /** `docker save | docker load`, in milliseconds. */
  readonly copies: number;
  readonly online: Migration;
  readonly offline: Migration;
}

/** Docker runs on the pool, before and afterwards. */
async function oneRound(guest: Guest): Promise<Round> {
  await forget(guest);
  const copies = await saveAndLoad(guest);
  await forget(guest);
  const online = await migrate(guest);
  await undo(guest);
  await forget(guest);
  const offline = await migrate(guest, ['--offline']);
  await undo(guest);
  return { copies, online, offline };
}

type Layers = Readonly<
  Record<'fewFiles' | 'manyFiles' | 'fewBytes' | 'manyBytes' | 'stack', string>
>;

const layersOf = async (guest: Guest): Promise<Layers> => ({
  fewFiles: await layerOf(guest, FEW_FILES.name),
  manyFiles: await layerOf(guest, MANY_FILES.name),
  fewBytes: await layerOf(guest, FEW_BYTES.name),
  manyBytes: await layerOf(guest, MANY_BYTES.name),
  stack: await layerOf(guest, 'stack'),
});

function tellTimes(rounds: readonly Round[], layers: Layers): void {
  const copies = rounds.map((round) => round.copies);
  const online = rounds.map((round) => round.online);
  const down = rounds.map((round) => round.offline.data.downtimeSeconds * 1000);
  const seconds = online.map(({ data }) => data.downtimeSeconds * 1000);
  const of = (layer: string): Times => online.map((one) => timeOf(one, layer));
  const [files, bytes] = [of(layers.fewFiles), of(layers.fewBytes)];
  row('docker save | docker load', copies, copies);
  row('dmctl: image layers alone', online.map(converting), copies, 'goal: 0.20 at most');
  row(
    'dmctl: the whole command',
    online.map(({ data }) => data.timings.totalMs),
    copies,
  );
  row('Docker is down with --offline', down, down);
  row('Docker is down without', seconds, down);
  row(`layer of ${String(FEW_FILES.files)} files of 4 KiB`, files, files);
  row('twice the files', of(layers.manyFiles), files, 'goal: 2.2 at most');
  row(`small layer on ${String(FEW_FILES.files)} files`, of(layers.stack), files);
  row(`layer of ${String(FEW_BYTES.files)} files of 8 MiB`, bytes, bytes);
  row('twice the bytes', of(layers.manyBytes), bytes, 'goal: 2.2 at most');
}

function tellPeaks(first: Migration, rounds: readonly Round[]): void {
  const peaks = rounds.flatMap(({ online, offline }) => [online.peak, offline.peak]);
  console.log(
    `peak memory of dmctl: ${mebibytes(Math.max(...peaks))} (goal: 300 MB at most); ` +
      `with half the files and no other image: ${mebibytes(first.peak)}`,
  );
}

function tellChildren(rounds: readonly Round[]): void {
  const [first] = rounds;
  const counts = first === undefined ? [] : children(first.online);
  console.log(`child processes of each image layer: ${counts.join(' ')}`);
}

/**
 * Prints what a migration to overlay2 costs in a guest of the lab: against `docker save | docker load`
 * of the same images into a second dockerd on the same file system; how long Docker is down; and how
 * time and memory grow with the images. Nothing is in the page cache when a measurement begins.
 */
export async function benchMigrate(rounds: number): Promise<void> {
  await withGuest({ suite: 'bookworm', disks: ['8G'] }, async (guest) => {
    await guest.ok('dmctl setup direct-lvm /dev/xvdf --quiet');
    await makeFirstImages(guest);
    await forget(guest);
    const first = await migrate(guest);
    await undo(guest);
    await makeOtherImages(guest);
    const layers = await layersOf(guest);
    const taken: Round[] = [];
    for (let round = 0; round < rounds; round += 1) taken.push(await oneRound(guest));
    const { bytes, layers: count } = taken[0]?.online.data ?? { bytes: Number.NaN, layers: 0 };
    const what = `${String(count)} image layers of ${mebibytes(bytes)}`;
    console.log(`\na migration of ${what}, median of ${String(rounds)} rounds in one guest`);
    tellTimes(taken, layers);
    tellPeaks(first, taken);
    tellChildren(taken);
  });
}
