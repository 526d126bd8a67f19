/**
 * What the host and the agent in the guest say to each other, as JSON; bytes travel as base64.
 * The guest answers on its first serial line, one document a line. A request is a file in the
 * folder below, and only its name goes over the line: this kernel's serial line never recovers
 * when it is sent more than its reader's buffer holds.
 */

/** Below the folder of the run, which the guest has at /run/lab. */
export const REQUESTS = 'requests';

export type HostSays =
  | {
      readonly type: 'start';
      readonly id: number;
      readonly argv: readonly string[];
      readonly cwd: string;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly type: 'input'; readonly id: number; readonly data: string }
  | { readonly type: 'end-input'; readonly id: number }
  | { readonly type: 'signal'; readonly id: number; readonly signal: string };

export type GuestSays =
  | { readonly type: 'ready' }
  | {
      readonly type: 'output';
      readonly id: number;
      readonly stream: 'stdout' | 'stderr';
      readonly data: string;
    }
  | {
      readonly type: 'exit';
      readonly id: number;
      readonly exitCode: number | null;
      readonly signal: string | null;
      /** Measured in the guest, from the start of the process to its end. */
      readonly durationMs: number;
    };
