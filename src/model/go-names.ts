/**
 * Folds the name of a setting as Go does to compare it (encoding/json, foldFunc; strings.EqualFold in
 * TOML readers): capitals, and the long s and the Kelvin sign, which count as s and k.
 */
export const folded = (key: string): string => key.toLowerCase().replaceAll('\u017f', 's');
