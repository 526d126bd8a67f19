import type { RunEnd } from '../apply/apply.ts';
import type { Request } from '../model/plan/journal.ts';
import type { Notice } from '../model/notice.ts';
import type { Plan } from '../model/plan/plan.ts';
import type { Answer } from '../views/answer.ts';
import type { Style } from '../views/style.ts';
import type { Output } from './output.ts';
import type { Parts } from './context.ts';

/** A look at the host, and the plan it led to. */
export interface Survey {
  readonly plan: Plan;
  /** The contract's `data`, the steps as planned. */
  readonly data: Answer['data'];
  /** For people, where the plan has no steps. */
  readonly nothingToDo: (style: Style) => string;
}

/** What there is to say of a run. */
export interface Account {
  readonly data: Answer['data'];
  readonly warnings: readonly Notice[];
  /** For people, where the run came to its end. */
  readonly text: (style: Style) => string;
}

/** A command that makes a plan of what it sees, and carries it out. */
export interface Job {
  /** In the contract's words, `setup direct-lvm`. */
  readonly command: string;
  readonly request: Request;
  /** Starts no program that could write. */
  readonly survey: (parts: Parts) => Promise<Survey>;
  /** Asks for what the flags have not said already. @throws DmctlError where it is not given */
  readonly consent?: (survey: Survey) => Promise<void>;
  /**
   * After a run that came to its end the plan is made once more, and carried out as a run of its own:
   * for what could not be planned before.
   */
  readonly twice?: boolean;
  /** @param end how the run of the plan ended */
  readonly account: (parts: Parts, plan: Plan, end: RunEnd) => Promise<Account>;
}

/** How such a command was asked to go about it. */
export interface JobOptions {
  readonly dryRun: boolean;
  /** With dryRun: as a bash script. */
  readonly script: boolean;
  readonly detailedExitcode: boolean;
  readonly lockTimeoutSeconds: number;
  readonly output: Output;
}
