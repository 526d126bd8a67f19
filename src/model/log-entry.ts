import type { Code } from './codes/index.ts';
import type { EngineName } from './engine.ts';

/** The program that logged a line; systemd logs about the units of the others. */
export type LogSource = 'kernel' | 'lvm' | 'dmeventd' | 'systemd' | 'dmctl' | EngineName;

/** A line of a system log on any subject. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Program that logged it, by its own identifier (syslog(3), ident): `dockerd`, `kernel`. */
  readonly program: string;
  readonly pid: number | null;
  /** The systemd unit it comes from, or that systemd logs about; null: not recorded. */
  readonly unit: string | null;
  readonly text: string;
  /** Id of the boot; null: this log does not distinguish boots. */
  readonly boot: string | null;
}

/** A log line that concerns the pool, or may. */
export interface LogEntry extends Pick<LogLine, 'at' | 'pid' | 'text' | 'boot'> {
  readonly source: LogSource;
  /** The meaning of a known message; null: the message is not known. */
  readonly note: string | null;
  /** The code under which `dmctl explain` tells more. */
  readonly code: Code | null;
}
