import { ParseError } from '../model/errors.ts';
import type { EffectiveSettings, SnapshotterSettings } from '../model/facts/containerd-state.ts';
import type { DevmapperSection } from './devmapper-section.ts';
import { parseDump, UNPACK_CONFIG } from './dump.ts';
import { valueAt } from './toml-value.ts';

/** The part of `containerd config dump` that decides about the snapshotter. @throws ParseError */
export function effectiveSettings(stdout: string): EffectiveSettings {
  const { version, root, devmapper, criSnapshotter, unpack, top } = parseDump(stdout);
  const address = valueAt(top, ['grpc', 'address']);
  if (typeof address !== 'string') {
    throw new ParseError('containerd config dump', 'grpc.address', [...top.keys()].join(' '));
  }
  // 1.7 prints the list of a service that nothing uses there unless it is told to.
  const usesList = version > 2 && valueAt(top, UNPACK_CONFIG.slice(0, 2)) !== undefined;
  return {
    dump: stdout,
    version,
    root,
    address,
    snapshotter: devmapper === null ? NO_SECTION : settingsIn(devmapper),
    criSnapshotter,
    unpacksTo: usesList ? unpack.flatMap(({ snapshotter }) => snapshotter ?? []) : null,
  };
}

const NO_SECTION: SnapshotterSettings = {
  ...{ poolName: '', rootPath: '', baseImageSize: '', fsType: '' },
  ...{ discardBlocks: false, asyncRemove: false },
};

const settingsIn = (section: DevmapperSection): SnapshotterSettings => ({
  poolName: section.poolName ?? '',
  rootPath: section.rootPath ?? '',
  baseImageSize: section.baseImageSize ?? '',
  fsType: section.fsType ?? '',
  discardBlocks: section.discardBlocks ?? false,
  asyncRemove: section.asyncRemove ?? false,
});
