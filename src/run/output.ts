import type { UnitSystem } from '../model/units.ts';

export type ColourChoice = 'auto' | 'always' | 'never';

/** How the answer is shown, from the common flags. */
export interface Output {
  readonly json: boolean;
  readonly colour: ColourChoice;
  readonly units: UnitSystem;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly timings: boolean;
}

const COLOURS: readonly ColourChoice[] = ['auto', 'always', 'never'];
const UNITS: readonly UnitSystem[] = ['iec', 'si', 'bytes'];

/** Finds the value of `--name value` or `--name=value`, the last one given. */
function valueOf(argv: readonly string[], name: string): string | undefined {
  const at = argv.findLastIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = argv[at];
  return word === name ? argv[at + 1] : word?.slice(name.length + 1);
}

const has = (argv: readonly string[], name: string, letter?: string): boolean =>
  argv.some(
    (word) =>
      word === name || (letter !== undefined && /^-[A-Za-z]+$/.test(word) && word.includes(letter)),
  );

/**
 * Reads the flags that decide how the answer is shown directly from the words typed, so that even the
 * error of an invalid command line is shown as requested.
 */
export function outputOf(argv: readonly string[]): Output {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const colour = valueOf(words, '--color');
  const units = valueOf(words, '--units');
  return {
    json: has(words, '--json'),
    colour: COLOURS.find((choice) => choice === colour) ?? 'auto',
    units: UNITS.find((choice) => choice === units) ?? 'iec',
    quiet: has(words, '--quiet', 'q'),
    verbose: has(words, '--verbose', 'v'),
    timings: has(words, '--timings'),
  };
}
