import { Config, Errors, Help, settings, type Plugin } from '@oclif/core';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { commandsAnswer, versionAnswer } from './about.ts';
import { errorAnswer } from '../run/failure.ts';
import { LostOutput, withoutAnswer } from '../run/lost-output.ts';
import { outputOf } from '../run/output.ts';
import { pluginFailed } from '../run/plugin-answer.ts';
import { routeOf, type Route } from './route.ts';
import { show } from '../run/show.ts';
import { Stopwatch } from '../run/timings.ts';
import { Uncaught } from '../run/uncaught.ts';

async function loadConfig(plugin: Plugin): Promise<Config> {
  // oclif would take colours for its help from a theme file in the caller's home.
  process.env['DMCTL_DISABLE_THEME'] = '1';
  // With NODE_ENV=development it would look for a compiler.
  settings.enableAutoTranspile = false;
  await plugin.load();
  return Config.load({ root: plugin.root, plugins: new Map([[plugin.name, plugin]]) });
}

const wordsOf = (route: Route): string => {
  if (route.kind === 'command') return route.id.replaceAll(':', ' ');
  return route.kind === 'nowhere' ? route.words : '';
};

async function help(config: Config, words: readonly string[], json: boolean) {
  if (json) return commandsAnswer(config);
  await new Help(config).showHelp([...words, '--help']);
  return null;
}

/** Runs a command. The text of its usage errors is loaded when there is one. */
async function run(config: Config, id: string, argv: readonly string[]): Promise<Answer> {
  try {
    return await config.runCommand<Answer>(id, [...argv]);
  } catch (error) {
    if (!(error instanceof Errors.CLIError)) throw error;
    const { misread } = await import('./misread.ts');
    throw await misread(config, id, argv, error);
  }
}

/** null: all is said. */
async function answerTo(
  route: Route,
  config: Config,
  argv: readonly string[],
  json: boolean,
): Promise<Answer | null> {
  switch (route.kind) {
    case 'command':
      return run(config, route.id, route.argv);
    case 'help':
      return await help(config, route.words, json);
    case 'version':
      return versionAnswer(config);
    case 'nowhere': {
      const { misrouted } = await import('./misrouted.ts');
      throw await misrouted(config, argv);
    }
  }
}

/** Of an error that dmctl was not written for, with --verbose: where it came from. */
function stackOf(error: unknown, { failures }: Answer): string {
  if (failures[0]?.code !== 'DM001' || !(error instanceof Error)) return '';
  const first = error.cause instanceof Error ? error.cause : error;
  return `${first.stack ?? ''}\n`;
}

/**
 * Runs one command line of the plugin's commands and shows its answer. Sets the exit code; ends the
 * process only after a bug that may have left something running, and then only when all that was
 * written has reached its reader.
 */
export async function main(argv: readonly string[], plugin: Plugin): Promise<void> {
  const streams = { stdout: process.stdout, stderr: process.stderr };
  const lost = new LostOutput(streams);
  const uncaught = new Uncaught();
  const output = outputOf(argv);
  const stopwatch = output.timings ? new Stopwatch() : null;
  let words = '';
  const work = async (): Promise<Answer | null> => {
    const config = await loadConfig(plugin);
    const route = routeOf(config.commandIDs, argv);
    words = wordsOf(route);
    return answerTo(route, config, argv, output.json);
  };
  let answer: Answer | null;
  try {
    answer = await uncaught.during(work());
    if (answer !== null) show(answer, output, streams, stopwatch);
  } catch (error) {
    answer = words === 'check' ? pluginFailed(error, output.json) : errorAnswer(error, words);
    show(answer, output, streams, stopwatch);
    if (output.verbose) streams.stderr.write(stackOf(error, answer));
  }
  const told = answer ?? plainAnswer(words);
  process.exitCode = withoutAnswer(told);
  process.exitCode = await lost.tell(told, output);
  if (uncaught.first !== null) process.exit();
}
