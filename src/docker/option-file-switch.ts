import { read, unreadable, type Read } from '../model/known.ts';
import { readEnvironment, shellWords } from '../model/shell-words.ts';

/** `--storage-driver devicemapper`, `-s=devicemapper`; the value keeps its place. */
const DRIVER = /(--storage-driver|-s)([= ]+)(["']?)devicemapper\b/g;
/** `--storage-opt dm.fs=xfs`, with the blanks before it. */
const OPTION = /\s*--storage-opt[= ]+(["']?)dm\.[^\s"']*\1/g;

/**
 * Leads the options in an environment file of docker.service to another driver, such as
 * /etc/sysconfig/docker-storage of container-storage-setup: the driver is replaced, the options of
 * devicemapper are removed, and everything else stays to the byte. The driver must not be left out there,
 * for container-storage-setup would set up a new pool at the next boot.
 * @returns why it cannot be done: what is left would still name devicemapper
 */
export function switchOptionFile(text: string, driver: string): Read<string> {
  const switched = text.replace(DRIVER, `$1$2$3${driver}`).replace(OPTION, '');
  const values = [...readEnvironment(switched).values()];
  const left = values.flatMap(shellWords).find((word) => /devicemapper|(^|=)dm\./.test(word));
  return left === undefined
    ? read(switched)
    : unreadable(`dmctl does not know how to take ${left} out of it`);
}
