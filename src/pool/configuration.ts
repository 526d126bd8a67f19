import { readDaemonJson, type DaemonSettings } from '../docker/daemon-json.ts';
import type { OutsideOption } from '../model/facts/docker-state.ts';
import type { Facts } from '../model/facts/facts.ts';
import { knownOr, type Known } from '../model/known.ts';
import { read, unreadable, type Read } from '../model/size.ts';

/** How Docker is configured: daemon.json and everything beside it, put together. */
export interface Configuration {
  /** daemon.json as dockerd reads it; null: there is no such file. */
  readonly file: Read<DaemonSettings | null>;
  readonly outside: Known<readonly OutsideOption[]>;
  /** The storage driver that is named somewhere; null: none is. */
  readonly driver: string | null;
  /** Every storage option in the order dockerd reads them. */
  readonly storageOpts: readonly string[];
  readonly logDriver: string | null;
  readonly logOpts: Readonly<Record<string, string>>;
}

/** Reads the configuration out of the facts; what could not be read is left out of the sums. */
export function readConfiguration(facts: Facts): Configuration {
  const file = fileSettings(facts);
  const settings = file.ok ? file.value : null;
  const outside = knownOr(facts.docker.outside, []);
  const values = (option: string) => outside.filter((o) => o.option === option).map((o) => o.value);
  return {
    file,
    outside: facts.docker.outside,
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

function fileSettings({ daemonJson }: Facts): Read<DaemonSettings | null> {
  if (daemonJson.state === 'absent') return read(null);
  if (daemonJson.state === 'unusable') return unreadable(daemonJson.why);
  return readDaemonJson(daemonJson.text);
}

function keyed(options: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    options.map((option) => {
      const equals = option.indexOf('=');
      return equals < 0 ? [option, ''] : [option.slice(0, equals), option.slice(equals + 1)];
    }),
  );
}
