import { $ } from 'zx';
import { DAEMON_JSON } from '../../test/lab/guest/guest-files.ts';
import type { Guest } from '../../test/lab/guest/index.ts';
import { withGuest } from '../../test/lab/guest/with-guest.ts';
import { row, type Times } from './figures.ts';

const DATA = '/var/lib/docker/devicemapper/devicemapper/data';

/** What the writer writes over and over: no write waits for the pool to find it a new chunk. */
const MEBIBYTES = 64;

/** A thin device beside Docker's, with a number that Docker does not reach. */
const THIN_DEVICE = 1_000_000;

/** Docker on loop-lvm as it comes, and a thin device of its pool for the writer. */
async function loopPool(guest: Guest): Promise<string> {
  const settings = { ...(JSON.parse(DAEMON_JSON) as object), 'storage-driver': 'devicemapper' };
  await guest.writeFile('/etc/docker/daemon.json', JSON.stringify(settings));
  await guest.ok('systemctl start docker');
  const pools = await guest.ok('dmsetup info -c --noheadings -o name -S "name=~-pool$"');
  const pool = pools.trim();
  const sectors = String((MEBIBYTES << 20) / 512);
  await guest.ok(`set -e
    dmsetup message ${pool} 0 'create_thin ${String(THIN_DEVICE)}'
    dmsetup create writer --table '0 ${sectors} thin /dev/mapper/${pool} ${String(THIN_DEVICE)}'
    dd if=/dev/zero of=/dev/mapper/writer bs=1M count=${String(MEBIBYTES)} oflag=direct`);
  return pool;
}

/** The documented order, as a person types it. */
const byHand = (pool: string, gibibytes: number): string => `
set -e
truncate -s ${String(gibibytes)}G ${DATA}
loop=$(losetup --noheadings -O NAME -j ${DATA})
losetup -c "$loop"
rest=$(dmsetup table ${pool} | cut -d' ' -f3-)
dmsetup suspend ${pool}
dmsetup reload ${pool} --table "0 ${String(gibibytes * 2 ** 21)} $rest"
dmsetup resume ${pool}
`;

const withDmctl = (gibibytes: number): string =>
  `dmctl resize --size ${String(gibibytes)}G --allow-overcommit`;

/**
 * The longest that one write took while a command ran, in milliseconds. The writer (ioping(1),
 * O_DIRECT) writes block after block without a pause, so that is the longest that it stood still.
 * It comes before the guest's other processes: the guest has one processor, and a writer that waits
 * for that says nothing about the pool.
 */
async function worstGap(guest: Guest, command: string): Promise<number> {
  const range = ['-S', `${String(MEBIBYTES)}m`];
  const report = ['-q', '-B', '-P', '100ms'];
  const writer = guest.start([
    ...['nice', '-n', '-20', 'ioping', '-D', '-WWW', '-i', '0', ...range, ...report],
    '/dev/mapper/writer',
  ]);
  if (await writer.waitForOutput(/\n/)) await guest.ok(command);
  writer.kill('SIGINT');
  const { stdout, stderr } = await writer.wait();
  // The last line is about all of the run; its seventh number is the longest write, in ns.
  const nanoseconds = Number(stdout.trimEnd().split('\n').at(-1)?.split(' ')[6]);
  if (Number.isFinite(nanoseconds)) return nanoseconds / 1e6;
  throw new Error(`ioping said\n${stdout}${stderr}`);
}

async function mustHaveGrown(guest: Guest, pool: string, gibibytes: number): Promise<void> {
  const [, sectors] = (await guest.ok(['dmsetup', 'status', '--noflush', pool])).split(' ');
  if (Number(sectors) === gibibytes * 2 ** 21) return;
  throw new Error(`${pool} has ${String(sectors)} sectors and not ${String(gibibytes)} GiB`);
}

/**
 * How long a writer on a loop-lvm pool stands still while the pool is resized: by the documented
 * commands, and by dmctl. All in one guest, in turn, 100 GiB more each time.
 */
export async function benchFreeze(rounds: number): Promise<void> {
  const none: Times = [];
  const looked: Times = [];
  const hand: Times = [];
  const dmctl: Times = [];
  // What else this machine does must not show up in the figures: the guest comes before it.
  await $`chrt --rr --all-tasks --pid 1 ${process.pid}`.quiet();
  await withGuest({ suite: 'bookworm' }, async (guest) => {
    const pool = await loopPool(guest);
    let size = 100;
    for (let round = 0; round < rounds; round += 1) {
      none.push(await worstGap(guest, 'sleep 4'));
      looked.push(await worstGap(guest, `${withDmctl(size + 100)} --dry-run`));
      for (const [times, resize] of [
        [hand, byHand(pool, size + 100)],
        [dmctl, withDmctl(size + 200)],
      ] as const) {
        times.push(await worstGap(guest, resize));
        size += 100;
        await mustHaveGrown(guest, pool, size);
      }
    }
  });
  console.log(
    `\nworst gap of a writer on a loop-lvm pool, median of ${String(rounds)} rounds in one guest`,
  );
  row('no resize', none, hand);
  row('dmctl resize --dry-run', looked, hand);
  row('documented commands by hand', hand, hand);
  row('dmctl resize', dmctl, hand, 'goal: 0.30 at most');
}
