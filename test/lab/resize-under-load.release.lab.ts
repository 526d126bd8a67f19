import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { DAEMON_JSON } from './guest/guest-files.ts';
import type { RunningCommand } from './guest/running-command.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox } from './scenario.ts';

/**
 * Runs in a container: one block after another, each with its number and its checksum, each on
 * disk before the next. After each one an earlier block is read past all caches. The number of a
 * block is said when all that is done; any failure ends the container.
 */
const WRITER = `
mkdir /blocks && cd /blocks || exit 1
n=0
while :; do
  n=$((n + 1))
  (echo $n; dd if=/dev/urandom bs=64k count=2) >block 2>/dev/null && mv block $n || exit 1
  sha256sum $n >>sums && sync || exit 1
  k=$((n * 7 % n + n / 2))
  [ $k -gt 0 ] || k=1
  kept=$(dd if=$k iflag=direct bs=64k 2>/dev/null | sha256sum)
  sed -n \${k}p sums | grep -q "^\${kept%% *} " || { echo "block $k is not what it was"; exit 2; }
  echo $n
done`;

/** A container that writes, and says which block is safe. */
class Writer {
  private readonly guest: Guest;
  private readonly running: RunningCommand;

  constructor(guest: Guest) {
    this.guest = guest;
    const container = ['docker', 'run', '--net=none', '--name', 'writer', 'bb'];
    this.running = guest.start([...container, 'sh', '-c', WRITER]);
  }

  private get said(): string {
    return this.running.text('stdout') + this.running.text('stderr');
  }

  /** How many blocks it says are on disk. */
  private get blocks(): number {
    return this.running.text('stdout').split('\n').length - 1;
  }

  /** One more block is written and read while nothing else goes on. */
  async goesOn(): Promise<void> {
    const next = String(this.blocks + 2);
    const does = await this.running.waitForOutput(new RegExp(`^${next}$`, 'm'));
    expect(does, this.said).toBe(true);
  }

  /** Every block it ever said is on disk is there, as the disk has it and not a cache. */
  async hasLostNothing(): Promise<void> {
    await this.goesOn();
    const blocks = this.blocks;
    await this.guest.ok('sync && echo 3 >/proc/sys/vm/drop_caches');
    const check = `cd /blocks && head -n ${String(blocks)} sums | sha256sum -c`;
    const read = await this.guest.run(['docker', 'exec', 'writer', 'sh', '-c', check]);
    expect(read.exitCode, read.stdout + read.stderr).toBe(0);
    const all = Array.from({ length: blocks }, (_, i) => `${String(i + 1)}: OK`);
    expect(read.stdout.trimEnd().split('\n')).toEqual(all);
    const running = await this.guest.ok("docker inspect -f '{{.State.Running}}' writer");
    expect(running.trim()).toBe('true');
  }
}

/** No device of the host is suspended, and no table waits. */
async function expectAllLive(guest: Guest): Promise<void> {
  const columns = ['--separator', ' ', '-o', 'suspended,tables_loaded'];
  const states = await guest.ok(['dmsetup', 'info', '-c', '--noheadings', ...columns]);
  expect(new Set(states.trim().split('\n'))).toEqual(new Set(['Active Live']));
}

/** Sectors that the kernel has for the pool. */
async function sectorsOf(guest: Guest): Promise<number> {
  const line = await guest.ok('dmsetup status --noflush --target thin-pool');
  return Number(/: 0 (\d+) thin-pool .* rw /.exec(line)?.[1]);
}

async function growTenTimes(guest: Guest, commands: readonly string[]): Promise<void> {
  await importBusybox(guest);
  const writer = new Writer(guest);
  await writer.goesOn();
  for (const command of commands) {
    const before = await sectorsOf(guest);
    const run = await guest.run(`${command} --json`);
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(answerOf(run)).toMatchObject({ ok: true, changed: true });
    await expectAllLive(guest);
    expect(await sectorsOf(guest)).toBeGreaterThan(before);
    await writer.goesOn();
  }
  await writer.hasLostNothing();
  const verified = await guest.run('dmctl verify');
  expect(verified.exitCode, verified.stdout).toBe(0);
}

const TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const MINUTES = 60_000;

describe('a pool that grows ten times while a container writes', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['10G'] });

  test('on loop-lvm loses nothing', { timeout: 15 * MINUTES }, async () => {
    const settings = { ...(JSON.parse(DAEMON_JSON) as object), 'storage-driver': 'devicemapper' };
    await lab.guest.writeFile('/etc/docker/daemon.json', JSON.stringify(settings));
    await lab.guest.ok('systemctl start docker');
    const size = (step: number): string => `--size ${String(100 + step * 10)}G --allow-overcommit`;
    await growTenTimes(
      lab.guest,
      TEN.map((step) => `dmctl resize ${size(step)}`),
    );
    expect(await sectorsOf(lab.guest)).toBe(200 * 2 ** 21);
  });

  test('on direct-lvm loses nothing', { timeout: 15 * MINUTES }, async () => {
    await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf --data-percent 40');
    const before = await sectorsOf(lab.guest);
    await growTenTimes(
      lab.guest,
      TEN.map(() => 'dmctl resize --size +200M'),
    );
    expect(await sectorsOf(lab.guest)).toBe(before + 10 * 200 * 2 ** 11);
  });
});
