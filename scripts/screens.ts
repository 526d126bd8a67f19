/**
 * `npm run screens`: what a person sees, put into README.md and the guides anew. Between
 * `<!-- screen: COMMAND -->` and `<!-- end -->` stands what the command shows in a terminal of a guest of
 * the lab, as tmux(1) on this machine renders it. `<!-- host: SCRIPT -->` happens there before, unseen.
 * `npm run screens -- docs/guide/leave.md` does it for these pages alone.
 * Each page begins on a host with two blank disks whose Docker was never started.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $, argv } from 'zx';
import type { Guest } from '../test/lab/guest/index.ts';
import { withGuest } from '../test/lab/guest/with-guest.ts';

const ROOT = join(import.meta.dirname, '..');
const GUIDES = join(ROOT, 'docs/guide');
/** No line of dmctl is wrapped, and none scrolls away. */
const SCREEN = { columns: 240, rows: 120 };
const MARKED =
  /<!-- host:(?<script>[\s\S]*?)-->|(?<=<!-- screen: (?<command>.+?) -->\n\n```\n)[\s\S]*?(?=\n```\n\n<!-- end -->)/g;

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

/** The page with every screen as it is now, from the first to the last. */
async function shownAnew(guest: Guest, page: string): Promise<string> {
  let text = '';
  let end = 0;
  for (const { 0: old, index, groups } of page.matchAll(MARKED)) {
    const { script, command = '' } = groups ?? {};
    if (script !== undefined) await guest.ok(`set -e\n${script}`, { timeoutMs: 600_000 });
    const now = script === undefined ? await rendered(await written(guest, command)) : old;
    if (script === undefined) console.error(`screens: ${command}`);
    text += page.slice(end, index) + now;
    end = index + old.length;
  }
  return text + page.slice(end);
}

const guides = (await readdir(GUIDES)).map((name) => join(GUIDES, name));
const named = argv._.map((path) => join(ROOT, path));
const pages = named.length > 0 ? named : [join(ROOT, 'README.md'), ...guides];
await withGuest({ suite: 'bookworm', disks: { xvdf: '10G', xvdg: '10G' } }, async (guest) => {
  for (const path of pages) {
    await guest.reset();
    await writeFile(path, await shownAnew(guest, await readFile(path, 'utf8')));
  }
});
