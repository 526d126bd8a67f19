/**
 * `npm run fixtures [-- SUITE...] [--only STATE,...] [--add]`: records fixtures/hosts again, from guests of
 * the lab that are brought into each state by hand, fixtures/leftovers (the state `leftovers`) and
 * fixtures/logs (the state `logs`).
 * Everything that dmctl asks a host is in recording.json; manifest.json says where it comes from.
 * With --over FOLDER --as NAME older programs are laid over the guest first: FOLDER/install.sh, below the
 * project, installs them and prints "PROGRAM VERSION" of each; the hosts are then NAME-STATE.
 * With --containerd, fixtures/containerd alone is recorded: scripts/fixtures/containerd.ts.
 * With --add answers to questions that were asked before stay as they are, and only new questions get theirs.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { argv } from 'zx';
import type { Recording } from '../test/helpers/recording.ts';
import { SUITES, type Guest, type Suite } from '../test/lab/guest/index.ts';
import { rememberState } from '../test/lab/guest/reset.ts';
import { withGuest } from '../test/lab/guest/with-guest.ts';
import { recordContainerd } from './fixtures/containerd.ts';
import { recordLeftovers } from './fixtures/leftovers.ts';
import { recordLogs } from './fixtures/logs.ts';
import { SEQUENCES, TRIXIE_SEQUENCES, type State } from './fixtures/states.ts';
import { withoutOurPaths } from './fixtures/our-paths.ts';

const ROOT = join(import.meta.dirname, '..');
const RECORDER = 'record-host.mjs';
const TOOLS = ['lvm2', 'dmsetup', 'thin-provisioning-tools', 'docker.io', 'util-linux', 'systemd'];

/** Puts dmctl's own eyes into the guest: the recorder, in one file. */
async function bundleRecorder(guest: Guest): Promise<void> {
  await build({
    entryPoints: [join(ROOT, 'test/helpers/record-host.ts')],
    outfile: join(guest.folder, RECORDER),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    // Packages in the old module format call require().
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}

async function versions(guest: Guest): Promise<Record<string, string>> {
  const asked = await guest.ok(['dpkg-query', '-W', '-f', '${Package} ${Version}\\n', ...TOOLS]);
  const pairs = asked
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '));
  const kernel = (await guest.ok('uname -r')).trim();
  return Object.fromEntries([...pairs, ['kernel', kernel], ...over]) as Record<string, string>;
}

/** Programs laid over those of the guest, and their versions. */
let over: readonly (readonly string[])[] = [];

async function layOver(guest: Guest): Promise<void> {
  const folder = argv['over'] as string | undefined;
  if (folder === undefined) return;
  const told = await guest.ok(`bash /opt/dmctl-src/${folder}/install.sh`);
  over = told
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  await rememberState(guest);
}

const hostName = ({ suite }: Guest): string => (argv['as'] as string | undefined) ?? suite;

async function record(guest: Guest, state: State): Promise<void> {
  const folder = join(ROOT, 'fixtures/hosts', `${hostName(guest)}-${state.name}`);
  const command = ['/opt/node/bin/node', `/run/lab/${RECORDER}`, ...state.devices];
  const recording = await guest.ok(command);
  const manifest = {
    suite: guest.suite,
    state: state.name,
    recorded: new Date().toISOString(),
    versions: await versions(guest),
    lastStep: state.script
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  };
  mkdirSync(folder, { recursive: true });
  const answers = withoutOurPaths(recording, guest);
  if (argv['add'] === true) {
    add(folder, answers);
    return;
  }
  writeFileSync(join(folder, 'recording.json'), answers);
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
  console.error(`fixtures: ${folder}`);
}

function add(folder: string, answers: string): void {
  const file = join(folder, 'recording.json');
  const merged = {
    ...(JSON.parse(answers) as Recording),
    ...(JSON.parse(readFileSync(file, 'utf8')) as Recording),
  };
  const sorted = Object.fromEntries(Object.entries(merged).sort());
  writeFileSync(file, `${JSON.stringify(sorted, null, 1)}\n`);
  console.error(`fixtures: added to ${folder}`);
}

function isWanted({ name }: Pick<State, 'name'>): boolean {
  const only = argv['only'] as string | undefined;
  return only === undefined || only.split(',').includes(name);
}

async function recordSequence(guest: Guest, states: readonly State[]): Promise<void> {
  if (!states.some(isWanted)) return;
  await guest.reset();
  for (const state of states) {
    await guest.ok(`set -e\n${state.script}`);
    if (isWanted(state)) await record(guest, state);
  }
}

const named = SUITES.filter((suite) => argv._.includes(suite));
const suites: readonly Suite[] = named.length > 0 ? named : SUITES;
for (const suite of suites) {
  if (argv['containerd'] === true) {
    await recordContainerd(suite, argv['from'] as string | undefined);
    continue;
  }
  if (suite !== 'trixie' && isWanted({ name: 'logs' })) await recordLogs(suite);
  if (argv['only'] === 'logs') continue;
  await withGuest({ suite, disks: ['10G', '10G'] }, async (guest) => {
    await bundleRecorder(guest);
    await layOver(guest);
    const sequences = suite === 'trixie' ? TRIXIE_SEQUENCES : SEQUENCES;
    for (const states of sequences) await recordSequence(guest, states);
    if (isWanted({ name: 'leftovers' })) await recordLeftovers(guest);
  });
}
