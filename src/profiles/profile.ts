/** LVM metadata profiles (lvm.conf(5), PROFILES). */

/** The text of a profile that has a thin pool extended by itself. */
export function profileText({
  threshold,
  percent,
}: {
  readonly threshold: number;
  readonly percent: number;
}): string {
  return [
    'activation {',
    `\tthin_pool_autoextend_threshold=${String(threshold)}`,
    `\tthin_pool_autoextend_percent=${String(percent)}`,
    '}',
    '',
  ].join('\n');
}

/** Where LVM looks for it: `dir` is config/profile_dir. */
export function profilePath(dir: string, name: string): string {
  return `${dir.replace(/\/+$/, '')}/${name}.profile`;
}
