import { describe, expect, it } from 'vitest';
import { loopDeviceTable, parseLoopDeviceTable } from '../../../src/lvm/losetup-table.ts';
import { loopDevices, parseLoopDevices } from '../../../src/lvm/losetup.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { recordedAnswer } from '../../helpers/recorded-util-linux.ts';

const TABLE = recordedAnswer('2.23.2', loopDeviceTable()).stdout;
const JSON_OF_SAME = recordedAnswer('2.38.1', loopDevices()).stdout;

describe('the table of util-linux 2.23.2', () => {
  it('shows what 2.38.1 shows of the same loop devices, names with blanks and odd bytes too', () => {
    expect(parseLoopDeviceTable(TABLE)).toEqual(parseLoopDevices(JSON_OF_SAME));
  });

  it('is empty where there is no loop device', () => {
    expect(parseLoopDeviceTable('')).toEqual([]);
  });

  it('shows that a file was deleted, as JSON does', () => {
    const [first] = parseLoopDeviceTable(TABLE.replace('/root/lp2', '/root/lp2 (deleted)'));

    expect(first?.file.path).toBe('/root/lp2 (deleted)');
  });
});

describe('what is not such a table', () => {
  it.each([
    ['a heading alone', `${TABLE.split('\n')[0] ?? ''}\n`],
    ['devices without a heading', TABLE.slice(TABLE.indexOf('\n') + 1)],
    ['a column less', TABLE.replaceAll(/ +(SIZELIMIT|0|8192) (?=\/root|BACK-FILE)/g, ' ')],
    ['columns in another order', TABLE.replace('OFFSET SIZELIMIT', 'SIZELIMIT OFFSET')],
    ['a line without its end', TABLE.slice(0, -1)],
    ['a device without an inode', TABLE.replace('11669', '     ')],
    ['an offset that is no number', TABLE.replace(' 4096 ', ' 4K   ')],
    ['a file without its full path', TABLE.replace('/root/lp2', 'root/lp2 ')],
    ['a line that is broken in two', TABLE.replace(' /root/lp2', '\n /root/lp2')],
  ])('is refused: %s', (_, text) => {
    expect(text).not.toBe(TABLE);
    expect(() => parseLoopDeviceTable(text)).toThrow(ParseError);
  });
});
