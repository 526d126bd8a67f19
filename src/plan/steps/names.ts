/** The tag of every volume group and logical volume that dmctl creates: the proof that it is dmctl's. */
export const TAG = 'dmctl';

/** As in the documentation: `docker-thinpool` for volume group docker, pool thinpool. */
export const profileName = ({ vg, pool }: { readonly vg: string; readonly pool: string }): string =>
  `${vg}-${pool}`;
