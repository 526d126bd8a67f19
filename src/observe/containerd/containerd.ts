import {
  configDefault,
  configDump,
  containerdVersion,
  killMode,
  pluginDetails,
} from '../../containerd/commands.ts';
import { readConfigFile } from '../../containerd/config-file.ts';
import { effectiveSettings } from '../../containerd/settings.ts';
import { DROP_IN } from '../../containerd/imports.ts';
import { devmapperPlugin, parsePluginDetails } from '../../containerd/plugins.ts';
import { DEFAULT_CONFIG, readStart } from '../../containerd/service.ts';
import { parseContainerdVersion } from '../../containerd/version.ts';
import { BOOT_UNITS } from '../../model/engine-name.ts';
import { ParseError } from '../../model/errors.ts';
import type {
  ConfigurationFile,
  ContainerdFacts,
  ContainerdRelease,
  ContainerdService,
  EffectiveSettings,
  PluginState,
} from '../../model/facts/containerd-state.ts';
import type { UnitState } from '../../model/facts/docker-state.ts';
import type { Host } from '../../model/host.ts';
import { known, knownOr, mapKnown, unknown, type Known } from '../../model/known.ts';
import { sha256Of } from '../../model/sha256.ts';
import { answerOf, attempt, isOfTheHost } from '../attempt.ts';
import { isSystemd, units, type ShownUnits } from '../units.ts';
import { contentOf, recordsOf } from './databases.ts';

const UNIT = 'containerd.service';

/** Services of Kubernetes that bring a containerd of their own. */
const OTHERS = [
  ...['k3s.service', 'k3s-agent.service', 'rke2-server.service', 'rke2-agent.service'],
  ...['k0scontroller.service', 'k0sworker.service', 'snap.microk8s.daemon-containerd.service'],
];

/** containerd itself, and what decides whether its pool is there before it at the next boot. */
const WATCHED_UNITS: readonly string[] = [
  UNIT,
  ...['lvm2-monitor.service', 'dm-event.socket', 'dm-event.service'],
  BOOT_UNITS.containerd,
  ...OTHERS,
];

/**
 * containerd as it is now. Processes: systemctl, containerd config dump, and ctr plugins while it runs; for a
 * setup two more, for its version and its KillMode=.
 */
export async function observeContainerd(host: Host, forSetup: boolean): Promise<ContainerdFacts> {
  const shown = await attempt(() => units(host, WATCHED_UNITS, []));
  const start = shown.known ? await attempt(() => startOf(host, shown.value)) : shown;
  const running = mapKnown(shown, ({ states }) => isActive(states));
  const plain = plainOf(start);
  const files = await filesOf(host, plain?.config ?? DEFAULT_CONFIG);
  const settings = await settingsOf(host, start, files.config);
  const effective = knownOr(settings, null);
  const plugin = await pluginOf(host, running, settings);
  const root = rootOf(effective, knownOr(plugin, null));
  return {
    start,
    version: await versionOf(host, start, forSetup),
    platform: `linux/${PLATFORMS[process.arch] ?? process.arch}`,
    killMode: forSetup
      ? await attempt(() => killModeOf(host))
      : unknown('not queried: only a setup needs it'),
    units: mapKnown(shown, ({ states }) => states),
    manager: (await isSystemd(host)) ? 'systemd' : 'none',
    running,
    ...files,
    configuredCri: criOf(files.config),
    settings,
    plugin,
    root,
    records: await recordsOf(host, root, effective?.snapshotter.poolName ?? ''),
    missingPrograms: await missingOf(host),
    content: await contentOf(host, effective?.root ?? '/var/lib/containerd'),
  };
}

/** Go's names of processors that differ from Node's (platforms/database.go). */
const PLATFORMS: Readonly<Partial<Record<string, string>>> = { x64: 'amd64', ia32: '386' };

type Plain = Extract<ContainerdService, { kind: 'plain' }>;

const plainOf = (start: Known<ContainerdService>): Plain | null => {
  const found = knownOr(start, null);
  return found?.kind === 'plain' ? found : null;
};

const isActive = (states: readonly UnitState[]): boolean =>
  states.some(({ name, active }) => name === UNIT && active === 'active');

/** Programs that the snapshotter starts (plugins/snapshots/devmapper/snapshotter.go, dmsetup.go). */
const PROGRAMS = ['mkfs.ext4', 'mkfs.xfs', 'mkfs.ext2', 'blkdiscard'] as const;

async function missingOf(host: Host): Promise<readonly string[]> {
  const found = PROGRAMS.map(async (name) => ((await host.locate(name)) === null ? name : null));
  return (await Promise.all(found)).filter((name) => name !== null);
}

/** @throws HostError or ParseError */
async function startOf(host: Host, shown: ShownUnits): Promise<ContainerdService> {
  const loaded = shown.states.filter((unit) => unit.loaded).map(({ name }) => name);
  const name = [UNIT, ...OTHERS].find((unit) => loaded.includes(unit));
  if (name === undefined) return { kind: 'absent' };
  const start = readStart(name, (await shown.startOf(name))?.execStart ?? []);
  if (!start.ok) throw new ParseError('systemctl show', 'how containerd is started', start.why);
  if (start.value.kind === 'generated') return start.value;
  const { program, config, root, address } = start.value;
  // @throws HostError where others than root could have put it there
  await host.locate('containerd', program);
  return { kind: 'plain', program, config, root, address };
}

async function versionOf(
  host: Host,
  start: Known<ContainerdService>,
  forSetup: boolean,
): Promise<Known<ContainerdRelease | null>> {
  if (!start.known) return start;
  const plain = plainOf(start);
  if (plain === null) return known(null);
  if (!forSetup) return unknown('not queried: only a setup needs it');
  return attempt(async () => {
    const stdout = await answerOf(host, containerdVersion(plain.program));
    return parseContainerdVersion(stdout);
  });
}

/** @throws HostError or ParseError */
async function killModeOf(host: Host): Promise<string> {
  const stdout = await answerOf(host, killMode(UNIT));
  const mode = /^KillMode=(\S+)$/m.exec(stdout)?.[1];
  if (mode === undefined) throw new ParseError('systemctl show', 'KillMode=', stdout);
  return mode;
}

async function filesOf(
  host: Host,
  path: string,
): Promise<Pick<ContainerdFacts, 'config' | 'dropIn'>> {
  const [config, dropIn] = await Promise.all([fileAt(host, path), fileAt(host, DROP_IN)]);
  return { config, dropIn };
}

/** The key of either version; that of version 3 counts where both are written. */
function criOf(config: ConfigurationFile): Known<string | null> {
  if (config.state === 'unusable') return unknown(config.why);
  if (config.state === 'absent') return known(null);
  const file = readConfigFile(config.text);
  if (!file.ok) return unknown(`${config.path}: ${file.why}`);
  const { version2, version3 } = file.value.cri;
  return known(version3.snapshotter ?? version2.snapshotter);
}

/** A file as it lies on disk, or why dmctl could not replace it. */
async function fileAt(host: Host, path: string): Promise<ConfigurationFile> {
  const unusable = (why: string): ConfigurationFile => ({ state: 'unusable', path, why });
  try {
    const found = await host.lstat(path);
    if (found === null) return { state: 'absent', path };
    if (found.kind !== 'file') return unusable(`${path} is not a regular file but a ${found.kind}`);
    if (found.links > 1) return unusable(`${path} has ${String(found.links)} hard links`);
    const text = await host.readText(path);
    if (text === null) return unusable(`${path} disappeared while it was being read`);
    return { state: 'present', path, text, sha256: sha256Of(text) };
  } catch (error) {
    if (isOfTheHost(error)) return unusable(error.message);
    throw error;
  }
}

/** What holds after all files are read; flags of the unit win. */
async function settingsOf(
  host: Host,
  start: Known<ContainerdService>,
  { state, path }: ConfigurationFile,
): Promise<Known<EffectiveSettings | null>> {
  if (!start.known) return start;
  const plain = plainOf(start);
  if (plain === null) return known(null);
  return attempt(async () => {
    const { program, root, address } = plain;
    const ask = state === 'absent' ? configDefault(program) : configDump(program, path);
    const settings = effectiveSettings(await answerOf(host, ask));
    return {
      ...settings,
      root: root ?? settings.root,
      address: address ?? settings.address,
    };
  });
}

async function pluginOf(
  host: Host,
  running: Known<boolean>,
  settings: Known<EffectiveSettings | null>,
): Promise<Known<PluginState | null>> {
  if (!running.known) return running;
  if (!running.value) return known(null);
  if (!settings.known) return settings;
  const address = settings.value?.address;
  if (address === undefined) return known(null);
  return attempt(async () => {
    const found = devmapperPlugin(parsePluginDetails(await answerOf(host, pluginDetails(address))));
    if (found === null)
      return { state: 'error', why: 'this containerd has no devmapper', root: null };
    return { state: found.state, why: found.reason ?? '', root: found.root };
  });
}

/** Where the snapshotter keeps its databases: it says so itself from 1.7 on. */
function rootOf(settings: EffectiveSettings | null, plugin: PluginState | null): string {
  const configured = settings?.snapshotter.rootPath ?? '';
  if (plugin?.root) return plugin.root;
  if (configured !== '') return configured;
  return `${settings?.root ?? '/var/lib/containerd'}/io.containerd.snapshotter.v1.devmapper`;
}
