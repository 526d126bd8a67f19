import { Chalk } from 'chalk';
import { formatBytes, type Bytes, type UnitSystem } from '../model/units.ts';

/** The style of one stream: colours, and the units of sizes. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly size: (n: Bytes) => string;
}

/** Makes a style. @param colour false for plain text; chalk does not look at NO_COLOR itself */
export function makeStyle(colour: boolean, units: UnitSystem): Style {
  const { bold, dim, red, yellow, green, cyan } = new Chalk({ level: colour ? 1 : 0 });
  return { bold, dim, red, yellow, green, cyan, size: (n) => formatBytes(n, units) };
}
