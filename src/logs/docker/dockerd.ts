export const DOCKER_UNITS: readonly string[] = ['docker.service', 'docker.socket'];

/** The second is that of Red Hat's package of Docker 1.13 for RHEL 7. */
export const DOCKER_PROGRAMS: readonly string[] = ['dockerd', 'dockerd-current'];

/** The messages of dockerd about the pool, the driver, or a failed start. */
export const OF_DOCKERS_POOL =
  /devmapper|devicemapper|device-mapper|thin[- ]?pool|storage[- ]driver|graph-?driver|deferred (?:removal|deletion)|udev sync|loopback device/i;

/** A pair of logrus' text format: the key, and a bare or a quoted value (Go, strconv.Quote). */
const PAIR = /([^\s=]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?: |$)/y;

/** The line already has the time, and its wording shows the level. */
const NOT_SHOWN = new Set(['time', 'level', 'msg']);

/**
 * Returns the message of a line of dockerd, which writes `time="..." level=error msg="..."
 * error="..."` (logrus, TextFormatter): the message with the other fields in brackets. Any other
 * line stays unchanged.
 */
export function dockerWords(line: string): string {
  const pairs = pairsOf(line);
  const message = pairs?.get('msg');
  if (pairs === null || message === undefined) return line;
  const others = [...pairs].filter(([key]) => !NOT_SHOWN.has(key));
  if (others.length === 0) return message;
  return `${message} (${others.map(([key, value]) => `${key}: ${value}`).join(', ')})`;
}

/** Returns null if the line does not consist of pairs. */
function pairsOf(line: string): ReadonlyMap<string, string> | null {
  const pairs = new Map<string, string>();
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < line.length) {
    const [, key, value = ''] = PAIR.exec(line) ?? [];
    if (key === undefined) return null;
    pairs.set(key, unquoted(value));
  }
  return pairs;
}

/** Go's escapes are JSON's, but for `\x1b` and `\a`; such a value stays as it was written. */
function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value.slice(1, -1);
  }
}
