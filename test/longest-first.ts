import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A minute or more each. One that starts last runs on alone while the other processors are idle. */
const LONGEST = [
  'crash/crash',
  'crash/failures',
  'crash/strangers',
  'killed-in-lvm.full',
  'boot.release',
  'setup-killed.full',
  'packages.release',
  'setup-power-cut.full',
  'boot-hindered.full',
  'resize-loop-lvm-cut-off',
  'disk-wipe',
  'inspect.release',
  'boot-few.full',
  'disk-matrix-resize.full',
  'disk-matrix-signed',
  'disk-matrix-in-use',
] as const;

function rank({ moduleId }: TestSpecification): number {
  const index = LONGEST.findIndex((name) => moduleId.includes(`/${name}.`));
  return index === -1 ? LONGEST.length : index;
}

/** The order of the files, and their share where --shard deals them out. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.sort((one, other) => rank(one) - rank(other));
  }

  /** By rank and name alone: each machine remembers other times of other files, and both have to agree. */
  override shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { index, count } = this.ctx.config.shard ?? { index: 1, count: 1 };
    const dealt = [...files].sort(
      (one, other) => rank(one) - rank(other) || (one.moduleId < other.moduleId ? -1 : 1),
    );
    return Promise.resolve(dealt.filter((_, nth) => nth % count === index - 1));
  }
}
