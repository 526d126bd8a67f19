import type { Mode } from './check.ts';
import type { ContainerdFacts } from './facts/containerd-state.ts';
import type { DockerFacts, ServiceManager, UnitState } from './facts/docker-state.ts';
import type { Known } from './known.ts';
import type { Bytes } from './units.ts';

export type { EngineName } from './engine-name.ts';

/** A thin pool as an engine names it. */
export interface EnginePool {
  /** Device-mapper name; null: the engine makes the pool itself when it starts, and has not named it. */
  readonly name: string | null;
  readonly mode: Mode;
  /** Files that the pool lies on, or options that name what it is made of; empty: a pool that LVM has. */
  readonly files: readonly string[];
}

/** How the engine's daemon is started. */
export interface EngineService {
  /** Its systemd unit, `docker.service`. */
  readonly unit: string;
  readonly manager: ServiceManager;
  readonly running: Known<boolean>;
  /** The unit of dmctl's own that activates its pool, `dmctl-activate.service`. */
  readonly bootUnit: string;
  /** The units that bring it and its pool up, the boot unit among them, as systemd has them loaded. */
  readonly units: Known<readonly UnitState[]>;
}

/** Bytes that an engine prints for one part of its pool; null: it does not print them. */
export interface EngineFigure {
  readonly used: Bytes | null;
  readonly total: Bytes | null;
}

/** Numbers of what an engine keeps. */
export interface EngineCounts {
  readonly images: number;
  readonly containers: number;
  /** Containers that run or are paused. */
  readonly running: number;
}

/**
 * All that code outside an engine's own folders knows of the engine. Everything else about it is
 * `detail`, which only its own folders read.
 */
export type EngineFacts = SharedFacts &
  (
    | { readonly engine: 'docker'; readonly detail: DockerFacts }
    | { readonly engine: 'containerd'; readonly detail: ContainerdFacts }
  );

interface SharedFacts {
  /** How people call it: `Docker`. */
  readonly title: string;
  /** `20.10.24+dfsg1`; null: it is not installed. */
  readonly version: Known<string | null>;
  readonly service: EngineService;
  /** The pool that the running daemon says it uses; null: it uses none, or is not running. */
  readonly runsOn: Known<EnginePool | null>;
  /** The pool that its configuration leads to at its next start; null: none. */
  readonly configuredFor: Known<EnginePool | null>;
  /** A pool of the engine's own making that is still active without it; null: there is none. */
  readonly leftBehind: EnginePool | null;
  /** The sizes that the running daemon prints for the pool it uses; null: it prints none. */
  readonly totals: { readonly data: EngineFigure; readonly metadata: EngineFigure } | null;
  /** null: the daemon is not running, or did not answer. */
  readonly counts: EngineCounts | null;
  /** Percent of the pool that have to be free for the engine to store another layer; 0: any will do. */
  readonly keepsFree: Known<number>;
  /** The folder that holds what is not in the pool, `/var/lib/docker`. */
  readonly root: string;
  /** Where a setup moves that folder, and whether something is there already; null: none moves it. */
  readonly setAside: { readonly path: string; readonly exists: boolean } | null;
  /** The storage driver of the running daemon; null: it is not running, or did not answer. */
  readonly driver: string | null;
  /** The file that configures it, `/etc/docker/daemon.json`. */
  readonly configFile: string;
}
