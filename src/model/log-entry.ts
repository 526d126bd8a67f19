import type { Code } from './codes/index.ts';

/** Who spoke; systemd speaks of the units of the others. */
export type LogSource = 'kernel' | 'lvm' | 'dmeventd' | 'docker' | 'systemd' | 'dmctl';

/** A line of a system log, whatever it is about. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Program that spoke, by its own name for itself (syslog(3), ident): `dockerd`, `kernel`. */
  readonly program: string;
  readonly pid: number | null;
  /** systemd's unit that it comes from, or that systemd speaks of; null: not told. */
  readonly unit: string | null;
  readonly text: string;
  /** Id of the boot; null: this log does not tell one boot from another. */
  readonly boot: string | null;
}

/** A line that is about the pool, or may be. */
export interface LogEntry extends Pick<LogLine, 'at' | 'pid' | 'text' | 'boot'> {
  readonly source: LogSource;
  /** What a known message means; null: it is not known. */
  readonly note: string | null;
  /** What explains more about it. */
  readonly code: Code | null;
}
