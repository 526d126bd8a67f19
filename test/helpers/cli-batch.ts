/**
 * Runs many command lines in one process of the built dmctl, and says of each what it answered and
 * how many programs it started. stdin: a JSON list of argument lists; stdout: a JSON list of
 * BatchAnswer.
 */
import childProcess, { ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface BatchAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Programs that were started, whatever function of Node started them. */
  readonly started: number;
}

type Main = (argv: readonly string[], program: { readonly root: string }) => Promise<void>;

const root = join(import.meta.dirname, '../..');

let started = 0;

/** Every way to start a program in the background ends here; the others are counted by name. */
function countPrograms(): void {
  const prototype = ChildProcess.prototype as unknown as Record<string, (o: unknown) => unknown>;
  const { spawn } = prototype;
  prototype['spawn'] = function counted(this: unknown, options: unknown): unknown {
    started += 1;
    return spawn?.call(this, options);
  };
  const refused = (): never => {
    started += 1;
    throw new Error('a program was started while everything waits');
  };
  Object.assign(childProcess, { spawnSync: refused, execSync: refused, execFileSync: refused });
  syncBuiltinESMExports();
}

/** Everything written to the stream from here on, in one string, instead of being written. */
function caught(stream: NodeJS.WriteStream): () => string {
  const real = stream.write.bind(stream);
  let said = '';
  stream.write = (chunk: string | Uint8Array): boolean => {
    said += String(chunk);
    return true;
  };
  return () => {
    stream.write = real;
    return said;
  };
}

async function answerOf(main: Main, argv: readonly string[]): Promise<BatchAnswer> {
  const [stdout, stderr] = [caught(process.stdout), caught(process.stderr)];
  started = 0;
  process.exitCode = undefined;
  await main(argv, { root });
  const exitCode = Number(process.exitCode ?? 0);
  process.exitCode = 0;
  return { exitCode, stdout: stdout(), stderr: stderr(), started };
}

countPrograms();
const { main } = (await import(join(root, 'dist/cli/main.js'))) as { readonly main: Main };
const batch = JSON.parse(await text(process.stdin)) as readonly (readonly string[])[];
const answers: BatchAnswer[] = [];
for (const argv of batch) answers.push(await answerOf(main, argv));
process.stdout.write(JSON.stringify(answers));
