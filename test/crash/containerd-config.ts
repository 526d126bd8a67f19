import { readConfigFile, sectionInForce } from '../../src/containerd/config-file.ts';
import { DROP_IN, importTakes } from '../../src/containerd/imports.ts';
import type { DevmapperSection } from '../../src/containerd/devmapper-section.ts';
import { parseContainerdVersion } from '../../src/containerd/version.ts';
import { answerTo } from '../helpers/recorded-containerd.ts';
import { failure, success, type Answer } from './answer.ts';
import { RELEASE } from './containerd-databases.ts';
import type { State } from './state.ts';

/** The main file of the simulated machine. */
export const CONFIG = '/etc/containerd/config.toml';

const recorded = (command: string): string => answerTo(RELEASE, 'not-configured', command).stdout;

/** The main file of Debian's package, as recorded. */
export const DEBIANS_FILE = recorded(`cat ${CONFIG}`);

/** What `containerd --version` and `containerd config default` say. */
export const VERSION = recorded('containerd --version');
const DEFAULTS = recorded('containerd config default');

const release = parseContainerdVersion(VERSION);

/** A line of Debian's file, by which its recorded dump is told from the defaults. */
const DEBIANS_LINE = 'path = "/var/lib/containerd/opt"';

interface Configured {
  readonly files: readonly string[];
  readonly section: DevmapperSection | null;
}

const textAt = (state: State, path: string): string | null => {
  const entry = state.files.get(path);
  return entry?.kind === 'file' ? entry.text : null;
};

function sectionOf(text: string): DevmapperSection | null {
  const file = readConfigFile(text);
  if (!file.ok) throw new Error(`containerd would not start: ${file.why}`);
  const section = sectionInForce(file.value, release);
  if (!section.ok) throw new Error(section.why);
  return section.value;
}

/** The files that are read, and the section in force: 1.x puts an imported one in the place of the other. */
function configured(state: State, path: string): Configured {
  const text = textAt(state, path);
  if (text === null) return { files: [], section: null };
  const file = readConfigFile(text);
  if (!file.ok) throw new Error(`containerd would not start: ${file.why}`);
  const isTaken = file.value.imports.some((entry) => importTakes(entry, DROP_IN));
  const dropIn = isTaken ? textAt(state, DROP_IN) : null;
  if (dropIn === null) return { files: [path], section: sectionOf(text) };
  // It has no version line, and takes that of the main file.
  const version = `version = ${String(file.value.version)}\n`;
  const own = sectionOf(file.value.version === 1 ? dropIn : `${version}${dropIn}`);
  return { files: [path, DROP_IN], section: own ?? sectionOf(text) };
}

/** The pool that a daemon started now would use; null: none. */
export function poolConfigured(state: State): string | null {
  const name = configured(state, CONFIG).section?.poolName ?? '';
  return name === '' ? null : name;
}

/** `containerd config dump` with this main file: the recorded one, with the section in force. */
function dump(state: State, path: string): Answer {
  const text = textAt(state, path);
  if (text === null)
    return failure(1, `containerd: failed to load TOML: ${path}: no such file or directory`);
  const { files, section } = configured(state, path);
  const base = text.includes(DEBIANS_LINE) ? recorded('containerd config dump') : DEFAULTS;
  const values = {
    base_image_size: section?.baseImageSize ?? '',
    fs_type: section?.fsType ?? '',
    pool_name: section?.poolName ?? '',
  };
  const imports = `imports = [${files.map((one) => JSON.stringify(one)).join(', ')}]`;
  const whole = base.replace(/^imports = .*$/m, imports);
  return success(
    Object.entries(values).reduce(
      (said, [key, value]) => said.replace(`    ${key} = ""`, `    ${key} = "${value}"`),
      whole,
    ),
  );
}

/** `containerd --version`, `containerd config default` and `containerd --config F config dump`. */
export function containerd(state: State, args: readonly string[]): Answer {
  const [first = '', second = '', ...rest] = args;
  if (first === '--version') return success(VERSION);
  if (first === 'config' && second === 'default') return success(DEFAULTS);
  if (first === '--config' && rest.join(' ') === 'config dump') return dump(state, second);
  throw new Error(`not simulated: containerd ${args.join(' ')}`);
}
