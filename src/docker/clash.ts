import type { OutsideOption } from '../model/facts/docker-state.ts';

/** Flags whose key in daemon.json is not the flag's own name (moby, cmd/dockerd/config.go). */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['--storage-opt', 'storage-opts'],
  ['--log-opt', 'log-opts'],
  ['--host', 'hosts'],
  ['--label', 'labels'],
  ['--exec-opt', 'exec-opts'],
  ['--dns-opt', 'dns-opts'],
  ['--insecure-registry', 'insecure-registries'],
  ['--registry-mirror', 'registry-mirrors'],
  ['--authorization-plugin', 'authorization-plugins'],
  ['--default-ulimit', 'default-ulimits'],
  ['--add-runtime', 'runtimes'],
]);

/** Flags that daemon.json may repeat (moby, config.go: skipDuplicates). */
const MAY_REPEAT = new Set(['runtimes']);

/**
 * Returns the options that are set both outside and in daemon.json, with which dockerd does not
 * start ("the following directives are specified both as a flag and in the configuration file").
 * @param keys the keys at the top of daemon.json
 */
export function clashingOptions(
  keys: readonly string[],
  outside: readonly OutsideOption[],
): readonly OutsideOption[] {
  return outside.filter(({ option }) => {
    const key = KEYS.get(option) ?? option.replace(/^--/, '');
    return option.startsWith('--') && keys.includes(key) && !MAY_REPEAT.has(key);
  });
}
