import type { PluginState } from '../../model/exit-codes.ts';
import type { PluginFigure } from '../../model/plugin-range.ts';
import { printable } from '../text.ts';

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
