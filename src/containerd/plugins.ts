import { ParseError } from '../model/errors.ts';
import { wholeLines } from '../model/lines.ts';

export type PluginState = 'ok' | 'error' | 'skip';

/** A plugin as `ctr plugins ls` lists it. */
export interface ListedPlugin {
  /** `io.containerd.snapshotter.v1` */
  readonly type: string;
  readonly id: string;
  readonly state: PluginState;
}

const LIST = 'ctr plugins ls';
const HEADER = /^TYPE +ID +PLATFORMS +STATUS *$/;
const LINE = /^(\S+) +(\S+) +\S+ +(ok|error|skip) *$/;

const isState = (word: string | undefined): word is PluginState =>
  word === 'ok' || word === 'error' || word === 'skip';

/**
 * Reads the table of `ctr plugins ls`: type, id, platforms (or -), state. What containerd says here was
 * decided when it started: it stays `ok` when the pool is full, or gone. 1.4 calls plugins that it
 * skips `error`, too. @throws ParseError
 */
export function parsePlugins(stdout: string): readonly ListedPlugin[] {
  const [header = '', ...lines] = wholeLines(LIST, stdout);
  if (!HEADER.test(header)) throw new ParseError(LIST, 'TYPE ID PLATFORMS STATUS', header);
  return lines.map((line) => {
    const [, type, id, state] = LINE.exec(line) ?? [];
    if (type !== undefined && id !== undefined && isState(state)) return { type, id, state };
    throw new ParseError(LIST, 'a type, an id, platforms and a state', line);
  });
}

const isDevmapper = ({ type, id }: Pick<ListedPlugin, 'type' | 'id'>): boolean =>
  type === 'io.containerd.snapshotter.v1' && id === 'devmapper';

/** Returns the state of the devmapper plugin; null: this containerd was built without it. */
export const devmapperState = (plugins: readonly ListedPlugin[]): PluginState | null =>
  plugins.find(isDevmapper)?.state ?? null;

/** Returns the other plugins that are in the state `error`, as `TYPE.ID`, in the order listed. */
export const othersInError = (plugins: readonly ListedPlugin[]): readonly string[] =>
  plugins
    .filter((plugin) => plugin.state === 'error' && !isDevmapper(plugin))
    .map(({ type, id }) => `${type}.${id}`);

/** A plugin as `ctr plugins ls -d` describes it. */
export interface DescribedPlugin extends ListedPlugin {
  /** The reason why it is not `ok`, in its own words; null: it is. */
  readonly reason: string | null;
  /** The folder that the plugin says it keeps its data in, from 1.7 on; null: it says none. */
  readonly root: string | null;
}

const DETAILS = 'ctr plugins ls -d';

/**
 * Reads `ctr plugins ls -d [FILTER]`: blocks of fields with a blank line between them
 * (cmd/ctr/commands/plugins/plugins.go). A filter that nothing matches leaves the output
 * empty, and so does a daemon that does not answer, with exit code 1.
 * @throws ParseError
 */
export const parsePluginDetails = (stdout: string): readonly DescribedPlugin[] =>
  blocksOf(wholeLines(DETAILS, stdout)).map(describedIn);

/** A message can hold blank lines, so a block ends only where the next begins with `Type:`. */
function blocksOf(lines: readonly string[]): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  for (const line of lines) {
    const current = blocks.at(-1);
    if (line.startsWith('Type:')) blocks.push([line]);
    else if (current) current.push(line);
    else throw new ParseError(DETAILS, 'Type: at the beginning', line);
  }
  return blocks;
}

/** Titles that have their values in the lines below, and those that have one beside them. */
const OPENS = /^(Requires|Exports|Error): *$/;
const FIELD = /^(Type|ID|Platforms|Capabilities): +(\S.*?) *$/;
const BELOW = /^ +(\S+)(?: +(.*?))? *$/;
const MESSAGE = /^ +Message: +/;

/** An error is the last field, and its message the last of it, of as many lines as it has. */
function describedIn(block: readonly string[]): DescribedPlugin {
  const error = block.findIndex((line) => /^Error: *$/.test(line));
  const at = error < 0 ? -1 : block.findIndex((line, index) => index > error && MESSAGE.test(line));
  const fields = fieldsOf(at < 0 ? block : block.slice(0, at));
  if (at < 0) return pluginOf(fields, null, block);
  const message = block.slice(at).map((line) => line.replace(MESSAGE, '').trim());
  return pluginOf(fields, message.join('\n').trim(), block);
}

/** Fields by title, and those below a title by both: `Exports root`. */
function fieldsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let title = '';
  for (const line of lines) {
    const [, opened] = OPENS.exec(line) ?? [];
    const [, name, value = ''] = FIELD.exec(line) ?? [];
    const [, below, text = ''] = BELOW.exec(line) ?? [];
    if (opened !== undefined) title = opened;
    else if (name !== undefined) fields.set(name, value);
    else if (title !== '' && below !== undefined) fields.set(`${title} ${below}`, text);
    else if (line.trim() !== '') throw new ParseError(DETAILS, 'a field of a plugin', line);
  }
  return fields;
}

/** The words that containerd puts behind the reason of a plugin that need not run (plugin.ErrSkipPlugin). */
const SKIPPED = 'skip plugin';

function pluginOf(
  fields: ReadonlyMap<string, string>,
  reason: string | null,
  block: readonly string[],
): DescribedPlugin {
  const [type, id] = [fields.get('Type'), fields.get('ID')];
  if (type === undefined || id === undefined) {
    throw new ParseError(DETAILS, 'a type and an id', block.join('\n'));
  }
  if (fields.has('Error Code:') !== (reason !== null)) {
    throw new ParseError(DETAILS, 'an error with its message', block.join('\n'));
  }
  const state = reason === null ? 'ok' : reason.includes(SKIPPED) ? 'skip' : 'error';
  return { type, id, state, reason, root: fields.get('Exports root') ?? null };
}

/** Returns the devmapper plugin; null: this containerd was built without it. */
export const devmapperPlugin = (plugins: readonly DescribedPlugin[]): DescribedPlugin | null =>
  plugins.find(isDevmapper) ?? null;
