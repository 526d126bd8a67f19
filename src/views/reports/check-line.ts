import type { PluginState } from '../../model/exit-codes.ts';
import type { PluginFigure } from '../../model/plugin-range.ts';
import { printable } from '../text.ts';

/** Longer lines are cut by the tools that send messages. */
const MOST = 200;

/** Joins findings, the worst first, as far as they fit a line; the first is always whole. */
export function inOneLine(said: readonly string[]): string {
  const fits = said.findIndex((_, at) => at > 0 && said.slice(0, at + 1).join('; ').length > MOST);
  if (fits === -1) return said.join('; ');
  const left = said.length - fits;
  return `${said.slice(0, fits).join('; ')}; and ${String(left)} more, see dmctl verify`;
}

/**
 * Writes one line for a monitoring system: state, words, performance data. A bar would start the
 * performance data, so bars in the words are replaced.
 */
export function checkLine(
  state: PluginState,
  words: string,
  figures: readonly PluginFigure[] = [],
): string {
  const text = printable(words.replaceAll(/\s+/g, ' ')).replaceAll('|', '/');
  const data = figures.map(
    ({ label, percent, warning, critical }) =>
      `'${label}'=${String(percent)}%;${warning.text};${critical.text};0;100`,
  );
  return `DMCTL ${state} - ${[text, ...(data.length === 0 ? [] : [data.join(' ')])].join(' | ')}\n`;
}
