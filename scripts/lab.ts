/**
 * `npm run lab [-- SUITE] [-- --disks 10G,10G]`: a shell in a throwaway guest with blank disks,
 * Docker (off) and dmctl. All of it is gone when the shell ends.
 */
import { argv } from 'zx';
import { SUITES, type Guest, type Suite } from '../test/lab/guest/index.ts';
import { onTerminal } from '../test/lab/guest/terminal.ts';
import { withGuest } from '../test/lab/guest/with-guest.ts';

const WELCOME = `
  A throwaway Debian host. Blank disks: DISKS. Docker is installed and off.
    systemctl start docker                        a host as it comes
    dmctl setup direct-lvm /dev/xvdf --dry-run    what would be done
    docker import /opt/lab/bb.tar bb              an image without a registry
    docker run --net=none bb echo hello
  exit, or Ctrl-D, ends it.

`;

const TTY_FILE = '/run/lab-shell.tty';

/** Gives the guest's shell our terminal; resolves to the shell's exit code. */
async function shell(guest: Guest): Promise<number> {
  const { stdin, stdout } = process;
  const size = { rows: stdout.rows, columns: stdout.columns };
  const running = guest.start(onTerminal(['bash', '--login'], size, TTY_FILE), {
    env: { TERM: process.env['TERM'] ?? 'xterm' },
    onOutput: (_, bytes) => stdout.write(bytes),
  });
  const resize = (): void => {
    const now = `rows ${String(stdout.rows)} columns ${String(stdout.columns)}`;
    void guest.run(`stty -F "$(cat ${TTY_FILE})" ${now}`);
  };
  const type = (keys: Buffer): void => {
    running.write(keys);
  };
  stdout.on('resize', resize);
  stdin.setRawMode(true).on('data', type).resume();
  try {
    return (await running.wait()).exitCode ?? 1;
  } finally {
    stdin.removeListener('data', type).setRawMode(false).pause();
    stdout.removeListener('resize', resize);
    // A program that was cut off may have left the cursor hidden or a colour on.
    stdout.write('\u001b[?25h\u001b[0m');
  }
}

/** Without a terminal the shell reads a script, as any shell does. */
async function script(guest: Guest): Promise<number> {
  const running = guest.start(['bash', '--login'], {
    onOutput: (stream, bytes) => process[stream].write(bytes),
  });
  process.stdin.on('data', (bytes: Buffer) => {
    running.write(bytes);
  });
  process.stdin.on('end', () => {
    running.endInput();
  });
  const { exitCode } = await running.wait();
  process.stdin.pause();
  return exitCode ?? 1;
}

function isSuite(name: string): name is Suite {
  return SUITES.some((suite) => suite === name);
}

const suite = argv._[0] ?? 'bookworm';
if (!isSuite(suite)) {
  console.error(`lab: no guest ${suite}; there are ${SUITES.join(', ')}`);
  process.exit(2);
}
const disks = String(argv['disks'] ?? '10G,10G').split(',');
console.error(`lab: booting ${suite}`);
process.exitCode = await withGuest({ suite, disks }, async (guest) => {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return script(guest);
  const names = [...guest.disks.keys()].map((name) => `/dev/${name}`).join(', ');
  process.stdout.write(WELCOME.replace('DISKS', names));
  return shell(guest);
});
