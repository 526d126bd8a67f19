import { loopDeviceTable, parseLoopDeviceTable } from '../lvm/losetup-table.ts';
import { loopDevices, parseLoopDevices } from '../lvm/losetup.ts';
import type { LoopDevice } from '../model/facts/loop-pool.ts';
import type { Host } from '../model/host.ts';
import { eitherForm } from './two-forms.ts';

/** Every loop device in use, with the identity of its file. @throws HostError or ParseError */
export const loopDevicesOf = (host: Host): Promise<readonly LoopDevice[]> =>
  eitherForm(
    host,
    { command: loopDevices(), option: '--json', parse: parseLoopDevices },
    { command: loopDeviceTable(), parse: parseLoopDeviceTable },
  );
