import { read, unreadable, type Read } from '../model/known.ts';

/** Distributions that bring a containerd of their own and generate its configuration. */
export type Distribution = 'k3s' | 'RKE2' | 'k0s' | 'MicroK8s';

/** How a unit starts containerd. */
export type ContainerdStart =
  | {
      readonly kind: 'plain';
      /** Full path of the program, as in ExecStart. */
      readonly program: string;
      /** The configuration file. */
      readonly config: string;
      /** True: `--config` names it, so that containerd does not start without it. */
      readonly isNamed: boolean;
      /** `--root`, which wins over the file; null: not given. */
      readonly root: string | null;
      /** `--address`, the socket, which wins over the file; null: not given. */
      readonly address: string | null;
    }
  | {
      readonly kind: 'generated';
      readonly by: Distribution;
      /** Files into which its users put settings of their own, those for containerd 2 first. */
      readonly files: readonly string[];
    };

/** The file that containerd reads without `--config` (defaults/defaults_unix.go). */
export const DEFAULT_CONFIG = '/etc/containerd/config.toml';

/**
 * Reads how a unit starts containerd.
 * @param unit its name, `containerd.service`
 * @param execStart one argv for each ExecStart= line of `systemctl show`
 */
export function readStart(
  unit: string,
  execStart: readonly (readonly string[])[],
): Read<ContainerdStart> {
  const argv = execStart.at(-1);
  if (argv?.[0] === undefined) return unreadable(`${unit} has no ExecStart`);
  if (/^snap\.microk8s\.daemon-containerd(\.service)?$/.test(unit)) return read(MICROK8S);
  const name = argv[0].replace(/^.*\//, '');
  if (name === 'k3s') return read(rancher('k3s', 'k3s', argv));
  if (name === 'rke2') return read(rancher('RKE2', 'rke2', argv));
  if (name === 'k0s') return read(K0S);
  if (name === 'containerd') return plain(unit, argv);
  return unreadable(`${unit} starts ${argv[0]}, which is not containerd`);
}

const RANCHER_FILES = [
  'config-v3.toml.d/*.toml',
  'config-v3.toml.tmpl',
  'config.toml.d/*.toml',
  'config.toml.tmpl',
];

/**
 * k3s and RKE2 write config.toml at each start from a template beside it, config-v3.toml.tmpl with
 * containerd 2 and config.toml.tmpl with 1.7 (docs.k3s.io/advanced and docs.rke2.io/advanced, "Configuring
 * containerd"). From 2026 on it also imports a folder (k3s-io/k3s pull request 13680). The folder of
 * the data is `--data-dir`, if given.
 */
function rancher(by: Distribution, folder: string, argv: readonly string[]): ContainerdStart {
  const dataDir = flag(argv.slice(1), ['--data-dir', '-d']) ?? `/var/lib/rancher/${folder}`;
  const place = `${dataDir}/agent/etc/containerd`;
  return {
    kind: 'generated',
    by,
    files: RANCHER_FILES.map((file) => `${place}/${file}`),
  };
}

/** k0s imports what stands in this folder (docs.k0sproject.io, "Runtime"; k0sproject/k0s docs/runtime.md). */
const K0S: ContainerdStart = {
  kind: 'generated',
  by: 'k0s',
  files: ['/etc/k0s/containerd.d/*.toml'],
};

/** MicroK8s fills in this template at each start (canonical/microk8s, wrappers/run-containerd-with-args). */
const MICROK8S: ContainerdStart = {
  kind: 'generated',
  by: 'MicroK8s',
  files: ['/var/snap/microk8s/current/args/containerd-template.toml'],
};

function plain(unit: string, [program = '', ...args]: readonly string[]): Read<ContainerdStart> {
  const variable = args.find((word) => /\$(?!\$)/.test(word));
  if (variable !== undefined) {
    return unreadable(`ExecStart of ${unit} has '${variable}', which depends on a variable`);
  }
  const named = flag(args, ['--config', '-c']);
  const config = named ?? DEFAULT_CONFIG;
  if (!config.startsWith('/')) {
    return unreadable(
      `${unit} names its configuration by a path that is not absolute: '${config}'`,
    );
  }
  const root = flag(args, ['--root']);
  const address = flag(args, ['--address', '-a']);
  return read({ kind: 'plain', program, config, isNamed: named !== null, root, address });
}

/** The value of a flag, which Go takes with one hyphen or two; the last one counts. null: not given. */
function flag(args: readonly string[], names: readonly string[]): string | null {
  const values = args.flatMap((word, index) => {
    const [, name = '', value] = /^--?([a-z][a-z-]*)(?:=([^]*))?$/.exec(word) ?? [];
    const isThis = names.some((one) => one.replace(/^-+/, '') === name);
    return isThis ? [value ?? args[index + 1] ?? ''] : [];
  });
  return values.at(-1) ?? null;
}
