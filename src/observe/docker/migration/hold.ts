import { reads } from '../../../model/command.ts';
import { HostError, type Host } from '../../../model/host.ts';
import type { LayerHold } from '../../../model/plan/condition.ts';
import { sha256Of } from '../../../model/sha256.ts';
import { answerOf } from '../../attempt.ts';

/** When systemd last started Docker, on the clock of this boot (org.freedesktop.systemd1(5)). */
const lastStart = () =>
  reads('systemctl', ['show', '--property=ActiveEnterTimestampMonotonic', 'docker.service']);

/**
 * Text of the mark: this boot, and Docker's last start in it. The file lies where dockerd since 17.03
 * removes it as it starts; an older one is caught by the text.
 * @throws HostError
 */
export async function markText(host: Host): Promise<string> {
  const isSystemd = (await host.lstat('/run/systemd/system')) !== null;
  const start = isSystemd ? (await answerOf(host, lastStart())).trim() : '';
  return `${await bootId(host)} ${start}\n`;
}

async function bootId(host: Host): Promise<string> {
  const path = '/proc/sys/kernel/random/boot_id';
  const text = (await host.readText(path))?.trim() ?? '';
  if (text === '') throw new HostError('cannot-read', path, `${path} is empty`);
  return text;
}

/** Does daemon.json lead Docker to the converted layers? From then on they are Docker's to change. */
export async function isSwitched(host: Host, { switched }: LayerHold): Promise<boolean> {
  const config = await host.readBytes(switched.path);
  return config !== null && sha256Of(config) === switched.sha256;
}

/**
 * Has Docker not started since, by the mark alone? No process; an old Docker that was started by hand in
 * the same boot is found by `holdState`, and then what was converted of containers is dropped.
 */
export async function isMarked(host: Host, hold: LayerHold): Promise<boolean> {
  if (await isSwitched(host, hold)) return true;
  const text = await host.readText(hold.mark);
  return text?.startsWith(await bootId(host)) === true;
}

/**
 * - switched: the layers are Docker's to change
 * - stopped: Docker has not started since the mark was made
 * - lost: it has, or there is no mark
 */
export type HoldState = 'switched' | 'stopped' | 'lost';

/** Tells whether the layers of containers are as they were converted. @throws HostError */
export async function holdState(host: Host, hold: LayerHold): Promise<HoldState> {
  if (await isSwitched(host, hold)) return 'switched';
  const text = await host.readText(hold.mark);
  return text !== null && text === (await markText(host)) ? 'stopped' : 'lost';
}
