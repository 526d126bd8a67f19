import type { EngineName } from '../model/engine.ts';
import type { LogSource } from '../model/log-entry.ts';
import {
  CONTAINERD_MESSAGES,
  CONTAINERD_PROGRAMS,
  CONTAINERD_UNITS,
  OF_CONTAINERDS_POOL,
} from './containerd/messages.ts';
import { DOCKER_PROGRAMS, DOCKER_UNITS, dockerWords, OF_DOCKERS_POOL } from './docker/dockerd.ts';
import { DOCKER_MESSAGES } from './docker/messages.ts';
import type { KnownMessage } from './known-message.ts';

/** An engine's part in the logs. */
interface EngineLog {
  readonly units: readonly string[];
  /** Programs by their own identifier (syslog(3), ident). */
  readonly programs: readonly string[];
  /** Its messages about the pool, the driver, or a failed start. */
  readonly ofPool: RegExp;
  /** Reads its message out of a line of its log. */
  readonly words: (line: string) => string;
  readonly messages: readonly KnownMessage[];
}

/** A row for each engine. */
export const ENGINE_LOGS: Readonly<Record<EngineName, EngineLog>> = {
  containerd: {
    units: CONTAINERD_UNITS,
    programs: CONTAINERD_PROGRAMS,
    ofPool: OF_CONTAINERDS_POOL,
    words: dockerWords,
    messages: CONTAINERD_MESSAGES,
  },
  docker: {
    units: DOCKER_UNITS,
    programs: DOCKER_PROGRAMS,
    ofPool: OF_DOCKERS_POOL,
    words: dockerWords,
    messages: DOCKER_MESSAGES,
  },
};

/** Does an engine speak here? */
export const isEngine = (source: LogSource): source is EngineName => source in ENGINE_LOGS;

const NAMES = Object.keys(ENGINE_LOGS) as readonly EngineName[];

/** The units of all engines. */
export const ENGINE_UNITS: readonly string[] = NAMES.flatMap((name) => ENGINE_LOGS[name].units);

/** The programs of all engines. */
export const ENGINE_PROGRAMS: readonly (readonly [string, EngineName])[] = NAMES.flatMap((name) =>
  ENGINE_LOGS[name].programs.map((program) => [program, name] as const),
);

/** The engine whose unit this is; null: none. */
export const engineOfUnit = (unit: string): EngineName | null =>
  NAMES.find((name) => ENGINE_LOGS[name].units.includes(unit)) ?? null;
