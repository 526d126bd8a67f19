import { Config, Errors, Help, settings, type Plugin } from '@oclif/core';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { errorAnswer } from '../run/failure.ts';
import { LostOutput, withoutAnswer } from '../run/lost-output.ts';
import type { Call } from '../run/context.ts';
import { outputOf, type Output } from '../run/output.ts';
import type { DmctlCommand } from './base-command.ts';
import { routeOf, type Route } from './route.ts';
import { show } from '../run/show.ts';
import { Stopwatch } from '../run/timings.ts';
import { Uncaught } from '../run/uncaught.ts';

async function loadConfig(plugin: Plugin): Promise<Config> {
  // oclif would read the colours of its help from a theme file in the caller's home.
  process.env['DMCTL_DISABLE_THEME'] = '1';
  // With NODE_ENV=development it would look for a compiler.
  settings.enableAutoTranspile = false;
  await plugin.load();
  const config = await Config.load({
    root: plugin.root,
    plugins: new Map([[plugin.name, plugin]]),
  });
  const { name, version, platform, arch } = config;
  config.userAgent = `${name}/${version} ${platform}-${arch} ${runtime()}`;
  return config;
}

/** `node-v20.20.2`, or `bun-1.4.5`, which also says which Node it is like. */
function runtime(): string {
  const { node = '', bun } = process.versions as Partial<Record<string, string>>;
  return bun === undefined ? `node-v${node}` : `bun-${bun}`;
}

const wordsOf = (route: Route): string => {
  if (route.kind === 'command') return route.id.replaceAll(':', ' ');
  return route.kind === 'nowhere' ? route.words : '';
};

/** The answer to `dmctl --version` with more words; bin/run.js answers it alone. */
function versionAnswer({ version, userAgent, platform, arch }: Config): Answer {
  const data = { version, platform, arch, node: process.version, runtime: runtime() };
  return { ...plainAnswer('version'), data, text: () => `${userAgent}\n` };
}

/** Help for scripts: all commands with their summaries, arguments and flags. */
function commandsAnswer({ commands }: Config): Answer {
  const data = {
    commands: commands
      .map(({ id, summary, args, flags }) => ({
        command: id.replaceAll(':', ' '),
        summary: summary ?? '',
        args: Object.keys(args),
        flags: Object.values(flags).map(({ name }) => `--${name}`),
      }))
      .sort((a, b) => a.command.localeCompare(b.command, 'en')),
  };
  return { ...plainAnswer('help'), data };
}

async function help(config: Config, words: readonly string[], json: boolean) {
  if (json) return commandsAnswer(config);
  await new Help(config).showHelp([...words, '--help']);
  return null;
}

type CommandClass = new (...of: ConstructorParameters<typeof DmctlCommand>) => DmctlCommand;

/** Runs a command. The code that explains usage errors is loaded only if there is one. */
async function run(config: Config, id: string, argv: readonly string[], call: Call) {
  const loaded: unknown = await config.findCommand(id, { must: true }).load();
  try {
    return await new (loaded as CommandClass)([...argv], config, call).run();
  } catch (error) {
    if (!(error instanceof Errors.CLIError)) throw error;
    const { misread } = await import('./misread.ts');
    throw await misread(config, id, argv, error);
  }
}

/** Returns null if the answer has been printed already. */
async function answerTo(
  route: Route,
  config: Config,
  argv: readonly string[],
  call: Omit<Call, 'version'>,
): Promise<Answer | null> {
  switch (route.kind) {
    case 'command':
      return run(config, route.id, route.argv, { ...call, version: config.version });
    case 'help':
      return await help(config, route.words, call.output.json);
    case 'version':
      return versionAnswer(config);
    case 'nowhere': {
      const { misrouted } = await import('./misrouted.ts');
      throw await misrouted(config, argv);
    }
  }
}

/** The answer to an error; `dmctl check` has its own. */
async function failed(error: unknown, words: string, { json }: Output): Promise<Answer> {
  if (words !== 'check') return errorAnswer(error, words);
  const { pluginFailed } = await import('../reports/check.ts');
  return pluginFailed(error, json);
}

/** Shows where an unexpected error came from, for --verbose. */
function stackOf(error: unknown, { failures }: Answer): string {
  if (failures[0]?.code !== 'DM001' || !(error instanceof Error)) return '';
  const first = error.cause instanceof Error ? error.cause : error;
  return `${first.stack ?? ''}\n`;
}

/**
 * Runs one command line and shows its answer. Sets the exit code, but exits only after a bug that may
 * have left something running, and only when everything written has reached its reader.
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
    return answerTo(route, config, argv, { output, stopwatch });
  };
  let answer: Answer | null;
  try {
    answer = await uncaught.during(work());
    if (answer !== null) show(answer, output, streams, stopwatch);
  } catch (error) {
    answer = await failed(error, words, output);
    show(answer, output, streams, stopwatch);
    if (output.verbose) streams.stderr.write(stackOf(error, answer));
  }
  const told = answer ?? plainAnswer(words);
  process.exitCode = withoutAnswer(told);
  process.exitCode = await lost.tell(told, output);
  if (uncaught.first !== null) process.exit();
}
