/** The number of lines remembered; copies of one are written at the same moment. */
const REMEMBERED = 50_000;

/**
 * A syslog daemon writes one line into several files (rsyslog.conf of Debian: kern.log and syslog).
 * It is shown once; a line that occurs twice in one file was logged twice.
 * @returns a function that tells whether a line of a file is new
 */
export function copiesLeftOut(): (file: string, line: string) => boolean {
  const told = new Map<string, number>();
  const seen = new Map<string, number>();
  return (file, line) => {
    if (seen.size > REMEMBERED) {
      told.clear();
      seen.clear();
    }
    const inFile = `${file}\0${line}`;
    const times = (seen.get(inFile) ?? 0) + 1;
    seen.set(inFile, times);
    if (times <= (told.get(line) ?? 0)) return false;
    told.set(line, times);
    return true;
  };
}
