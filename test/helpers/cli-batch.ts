/**
 * Runs many command lines in one process of dmctl, and says of each what it answered and
 * how many programs it started. stdin: a JSON list of argument lists; stdout: a JSON list of
 * BatchAnswer.
 */
import childProcess, { ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Interfaces } from '@oclif/core';

export interface BatchAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Programs that were started, whatever function of Node started them. */
  readonly started: number;
}

const root = join(import.meta.dirname, '../..', '/');

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
  stream.write = (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
    said += String(chunk);
    (more.at(-1) as (() => void) | undefined)?.();
    return true;
  };
  return () => {
    stream.write = real;
    return said;
  };
}

type Run = (argv: readonly string[]) => Promise<void>;

async function answerOf(run: Run, argv: readonly string[]): Promise<BatchAnswer> {
  const [stdout, stderr] = [caught(process.stdout), caught(process.stderr)];
  started = 0;
  process.exitCode = undefined;
  await run(argv);
  const exitCode = Number.parseInt(String(process.exitCode), 10) || 0;
  process.exitCode = 0;
  return { exitCode, stdout: stdout(), stderr: stderr(), started };
}

countPrograms();
// Only now, so that what they import from node:child_process is counted.
const { Plugin } = await import('@oclif/core');
const { main } = await import('../../src/cli/main.ts');
const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Interfaces.PJSON;
const plugin = new Plugin({ root, isRoot: true, ignoreManifest: true, pjson });
const batch = JSON.parse(await text(process.stdin)) as readonly (readonly string[])[];
const answers: BatchAnswer[] = [];
for (const argv of batch) answers.push(await answerOf((words) => main(words, plugin), argv));
process.stdout.write(JSON.stringify(answers));
