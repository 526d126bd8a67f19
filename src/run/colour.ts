export type ColourChoice = 'auto' | 'always' | 'never';

/** The part of a stream and of the environment that decides about colour. */
export interface ColourSource {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether one stream gets colour. The flag wins over FORCE_COLOR, that over NO_COLOR
 * (no-color.org: set and not empty), and that over the terminal.
 */
export function wantsColour(choice: ColourChoice, { isTTY, env }: ColourSource): boolean {
  if (choice !== 'auto') return choice === 'always';
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return isTTY && env['TERM'] !== 'dumb';
}
