import type { Command, Outcome } from '../../src/model/command.ts';
import { HostError, type Host } from '../../src/model/host.ts';
import type { ConversionPlace, LayerToConvert } from '../../src/model/plan/conversion.ts';
import { bytes } from '../../src/model/units.ts';

/** What a program answers; left out: exit code 0 and no output. */
export type Answers = (line: string) => Partial<Outcome> | undefined;

const MOUNTINFO = '/proc/self/mountinfo';
const ROOT_MOUNT = '1 0 8:1 / / rw - ext4 /dev/root rw\n';

const DONE: Outcome = { exitCode: 0, signal: null, stdout: '', stderr: '', durationMs: 0 };

/** Paths by what they hold: null is a directory. */
export type Files = Map<string, string | null>;

/** Files of sysfs about device-mapper devices. */
export const dmFiles = (...names: readonly string[]): [string, string][] =>
  names.map((name, at) => [`/sys/block/dm-${String(at)}/dm/name`, `${name}\n`]);

function namesIn(files: Files, path: string): readonly string[] | null {
  const below = [...files.keys()].filter((one) => one.startsWith(`${path}/`));
  const names = below.map((one) => one.slice(path.length + 1).split('/')[0] ?? '');
  return below.length > 0 || files.has(path) ? [...new Set(names)] : null;
}

export interface LayerHost {
  readonly host: Host;
  /** Every program call and every change of files, in order. */
  readonly said: string[];
  readonly files: Files;
}

/** The functions of Host that a conversion calls, on files in memory. */
export function layerHost(files: Files, answers: Answers, digest = 'sha256:right'): LayerHost {
  const said: string[] = [];
  const say = (line: string): Promise<void> => {
    said.push(line);
    return Promise.resolve();
  };
  const stat = (path: string) => {
    const found = files.get(path);
    if (found === undefined && !path.endsWith('/rootfs')) return Promise.resolve(null);
    const kind = typeof found === 'string' ? 'file' : 'directory';
    return Promise.resolve({ kind, uid: 0, size: bytes(1_048_576) });
  };
  const part = {
    lstat: stat,
    stat,
    readText: (path: string) =>
      Promise.resolve(files.get(path) ?? (path === MOUNTINFO ? ROOT_MOUNT : null)),
    list: (path: string) => Promise.resolve(namesIn(files, path)),
    run: async (command: Command): Promise<Outcome> => {
      const line = `${command.program} ${command.args.join(' ')}`;
      if (command.writes) await say(line);
      return { ...DONE, ...answers(line) };
    },
    makeDirectory: async (path: string, { mode }: { readonly mode: number }) => {
      files.set(path, null);
      await say(`mkdir ${path} ${mode.toString(8)}`);
    },
    publishFile: async (path: string, content: Uint8Array) => {
      files.set(path, new TextDecoder().decode(content));
      await say(`write ${path}`);
    },
    makeLink: (path: string, target: string) => say(`link ${path} -> ${target}`),
    rename: (from: string, to: string) => say(`rename ${from} ${to}`),
    removeTree: (path: string) => {
      files.delete(path);
      return say(`rm ${path}`);
    },
    removeDirectory: (path: string) => say(`rmdir ${path}`),
    copyDifference: async (
      { from, below, to }: { from: string; below: string | null; to: string },
      { copied }: { copied?: () => void },
    ) => {
      await say(`copy ${from} over ${String(below)} to ${to}`);
      const failure = answers('copy')?.stderr;
      if (failure !== undefined) throw new HostError('changed', to, failure);
      copied?.();
      return { entries: 3, bytes: bytes(5), whiteouts: 1, sockets: 0 };
    },
    tarSplitDigest: () => Promise.resolve(digest),
  };
  return { host: part as unknown as Host, said, files };
}

const device = (deviceId: number) => ({ deviceId, size: bytes(1024 ** 3) });

export const LVM_PLACE: ConversionPlace = {
  pool: { kind: 'lvm', dmName: 'docker-thinpool' },
  fileSystem: 'xfs',
  into: '/data/overlay2.dmctl',
  owner: { uid: 0, gid: 0 },
};

export const LOOP_PLACE: ConversionPlace = {
  ...LVM_PLACE,
  fileSystem: 'ext4',
  pool: {
    kind: 'loop',
    dmName: 'docker-8:1-5-pool',
    data: '/data/devicemapper/data',
    metadata: '/data/devicemapper/metadata',
    chunkSize: bytes(65_536),
  },
};

export const LOWEST: LayerToConvert = {
  id: 'aaa',
  device: device(1),
  below: null,
  proof: { tarSplit: '/data/tar-split.json.gz', diffId: 'sha256:right' },
};

export const UPPER: LayerToConvert = {
  id: 'bbb-init',
  device: device(2),
  below: { id: 'aaa', device: device(1) },
  proof: null,
};
