import type { Job } from '../../src/run/job.ts';
import type { State } from './state.ts';

/** A machine as it is at first, and what is asked of it. */
export interface Scenario {
  readonly name: string;
  readonly state: () => State;
  readonly job: () => Job;
  /** The command is put back by itself, with this exit code. */
  readonly failsWith?: number;
  /** The command stops, and comes to its end when it is typed again. */
  readonly stops?: true;
  /**
   * A reboot changes what the plan was made for: the run stops, rollback gives it up, and the same
   * command then comes to its end.
   */
  readonly replanned?: true;
  /** Instead of dying, the disk with the journal is full from each of its lines on. */
  readonly fullDisk?: true;
  /** The clock has been set back by ten years when the run is taken up. */
  readonly clockBack?: true;
  /** How the calls begin that are refused on purpose. */
  readonly refused?: string;
  /** Disks whose signatures are wiped by consent: a way back leaves them wiped. */
  readonly wiped?: readonly string[];
}
