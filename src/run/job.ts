import type { RunEnd } from '../apply/apply.ts';
import type { Request } from '../model/plan/journal.ts';
import type { Notice } from '../model/notice.ts';
import type { Plan } from '../model/plan/plan.ts';
import type { Answer } from '../views/answer.ts';
import type { Lines } from '../views/changes/done-text.ts';
import type { Style } from '../views/style.ts';
import type { Output } from './output.ts';
import type { Parts } from './context.ts';

/** A plan, made from one observation of the host. */
export interface Survey {
  readonly plan: Plan;
  /** The contract's `data`, with the steps as planned. */
  readonly data: Answer['data'];
  /** For people, if the plan has no steps: continues "Nothing to do:". */
  readonly nothingToDo: (style: Style) => Lines;
}

/** A report on a run. */
export interface Account {
  readonly data: Answer['data'];
  readonly warnings: readonly Notice[];
  /** For people, if the run ended as intended: continues "Done.". */
  readonly done: (style: Style) => Lines;
  /** The next command for the user; without it, dmctl verify. */
  readonly next?: string;
}

/** A command that observes the host, makes a plan and carries it out. */
export interface Job {
  /** As it is typed, `setup direct-lvm`. */
  readonly command: string;
  readonly request: Request;
  /** Observes and plans; starts no program that could write. */
  readonly survey: (parts: Parts) => Promise<Survey>;
  /** Asks for consent that the flags did not give. @throws DmctlError if it is refused */
  readonly consent?: (survey: Survey) => Promise<void>;
  /**
   * After a successful run, plan and run once more: some steps cannot be planned earlier. Whose answer counts:
   * the first run did what was asked for, or the last one does.
   */
  readonly twice?: 'first' | 'last' | undefined;
  /** Reports on the run of the plan. @param end how it ended */
  readonly account: (parts: Parts, plan: Plan, end: RunEnd) => Promise<Account>;
}

/** How a job is to be done, from the common flags. */
export interface JobOptions {
  readonly dryRun: boolean;
  /** With dryRun: show the plan as a bash script. */
  readonly script: boolean;
  readonly detailedExitcode: boolean;
  readonly lockTimeoutSeconds: number;
  readonly output: Output;
}
