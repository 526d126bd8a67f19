/** LVM metadata profiles (lvm.conf(5), PROFILES). */

/** Returns the text of a profile that extends a thin pool automatically. */
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

/** Returns the path of a profile; `dir` is config/profile_dir. */
export function profilePath(dir: string, name: string): string {
  return `${dir.replace(/\/+$/, '')}/${name}.profile`;
}
