import { onHost } from './host-command.ts';
import { debianMirror } from './mirror.ts';
import { LEFT_OUT } from './recipe.ts';

export interface Bootstrap {
  /** Of Debian, by its code name. */
  readonly suite: string;
  /** extract: the files of the packages and of what they depend on, and no more. */
  readonly variant: 'minbase' | 'extract';
  readonly packages: readonly string[];
}

/** A tree of Debian packages in a folder that does not exist yet; apt proves their signatures. */
export async function bootstrap(wanted: Bootstrap, tree: string): Promise<void> {
  const { suite, variant, packages } = wanted;
  const mirror = await debianMirror();
  const options = [
    '--mode=root',
    `--variant=${variant}`,
    `--include=${packages.join(',')}`,
    // Old releases are archived with an index that has expired.
    '--aptopt=Acquire::Check-Valid-Until "false"',
    ...LEFT_OUT.map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
    '--keyring=/usr/share/keyrings/debian-archive-keyring.gpg',
  ];
  await onHost('mmdebstrap', ...options, suite, tree, mirror);
}
