/**
 * `npm run screens`: what a person sees, put into README.md anew. Between `<!-- screen: COMMAND -->`
 * and `<!-- end -->` stands what the command shows in a terminal of a guest of the lab with a pool,
 * two images and two containers, as tmux(1) on this machine renders it.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $ } from 'zx';
import type { Guest } from '../test/lab/guest/index.ts';
import { withGuest } from '../test/lab/guest/with-guest.ts';

const README = join(import.meta.dirname, '../README.md');
const SCREEN = { columns: 100, rows: 40 };
const MARKED = /(<!-- screen: (.+?) -->\n\n```\n)[\s\S]*?(\n```\n\n<!-- end -->)/g;

const HOST = `set -e
  systemctl start docker && dmctl setup direct-lvm /dev/xvdf --reserve-step
  docker import /opt/lab/bb.tar bb
  docker run --name made --net=none bb sh -c 'echo hello >/hello'
  docker commit made web:1 && docker rm made
  docker run -d --name web --net=none web:1 sleep 1000000
  docker exec web dd if=/dev/zero of=/data bs=1M count=1500 conv=fsync
  docker create --name spare --net=none bb true`;

/** The bytes that the command writes to a terminal of this size. */
async function written(guest: Guest, command: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const running = guest.start(command, {
    terminal: SCREEN,
    env: { TERM: 'screen' },
    onOutput: (_, bytes) => chunks.push(bytes),
  });
  running.endInput();
  await running.wait();
  return Buffer.concat(chunks);
}

/** The screen that a terminal shows of these bytes. */
async function rendered(bytes: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dmctl-screen-'));
  const file = join(folder, 'bytes');
  await writeFile(file, bytes);
  const tmux = ['tmux', '-S', join(folder, 'socket'), '-f', '/dev/null'];
  const show = `cat ${file}; ${tmux.join(' ')} wait-for -S shown; exec cat`;
  const { columns, rows } = SCREEN;
  try {
    await $({ quiet: true })`${tmux} new-session -d -x ${columns} -y ${rows} ${show}`;
    await $({ quiet: true })`${tmux} wait-for shown`;
    const { stdout } = await $({ quiet: true })`${tmux} capture-pane -p`;
    return stdout.trimEnd();
  } finally {
    await $({ quiet: true, nothrow: true })`${tmux} kill-server`;
    await rm(folder, { recursive: true });
  }
}

let readme = await readFile(README, 'utf8');
await withGuest({ suite: 'bookworm', disks: { xvdf: '10G' } }, async (guest) => {
  await guest.ok(HOST, { timeoutMs: 600_000 });
  for (const [whole, head, command, end] of readme.matchAll(MARKED)) {
    const screen = await rendered(await written(guest, command ?? ''));
    readme = readme.replace(whole, () => `${head ?? ''}${screen}${end ?? ''}`);
    console.error(`screens: ${command ?? ''}`);
  }
});
await writeFile(README, readme);
