import type { DockerFacts, OutsideOption } from '../model/facts/docker-state.ts';
import { knownOr, read, unreadable, type Known, type Read } from '../model/known.ts';
import { readDaemonJson, type DaemonSettings } from './daemon-json.ts';

/** Docker's configuration from daemon.json and all other places. */
export interface Configuration {
  /** daemon.json as dockerd reads it; null: the file does not exist. */
  readonly file: Read<DaemonSettings | null>;
  readonly outside: Known<readonly OutsideOption[]>;
  /** The configured storage driver; null: none is configured. */
  readonly driver: string | null;
  /** All storage options in the order dockerd reads them. */
  readonly storageOpts: readonly string[];
  readonly logDriver: string | null;
  readonly logOpts: Readonly<Record<string, string>>;
}

/** Reads the configuration from the facts; unreadable parts count as empty. */
export function readConfiguration(seen: Pick<DockerFacts, 'docker' | 'daemonJson'>): Configuration {
  const { outside } = seen.docker;
  const file = fileSettings(seen);
  const settings = file.ok ? file.value : null;
  const values = (option: string) =>
    knownOr(outside, [])
      .filter((one) => one.option === option)
      .map(({ value }) => value);
  return {
    file,
    outside,
    driver:
      values('DOCKER_DRIVER').at(-1) ??
      values('--storage-driver').at(-1) ??
      settings?.storageDriver ??
      null,
    storageOpts: [...(settings?.storageOpts ?? []), ...values('--storage-opt')],
    logDriver: values('--log-driver').at(-1) ?? settings?.logDriver ?? null,
    logOpts: { ...settings?.logOpts, ...keyed(values('--log-opt')) },
  };
}

function fileSettings({
  daemonJson,
}: Pick<DockerFacts, 'daemonJson'>): Read<DaemonSettings | null> {
  if (daemonJson.state === 'absent') return read(null);
  if (daemonJson.state === 'unusable') return unreadable(daemonJson.why);
  return readDaemonJson(daemonJson.text);
}

/** Returns why a setting not found may still be set; null: the whole configuration was read. */
export function blindSpot({ file, outside }: Configuration): string | null {
  if (!file.ok) return file.why;
  return outside.known ? null : outside.why;
}

function keyed(options: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    options.map((option) => {
      const equals = option.indexOf('=');
      return equals < 0 ? [option, ''] : [option.slice(0, equals), option.slice(equals + 1)];
    }),
  );
}
