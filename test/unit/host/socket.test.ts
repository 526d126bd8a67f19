import { createServer, type RequestListener } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { getFromSocket } from '../../../src/host/socket.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function daemon(answer: RequestListener): Promise<string> {
  const path = `${await temporaryFolder()}/daemon.sock`;
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return path;
}

describe('a question to a daemon on its socket', () => {
  test('is answered with the body', async () => {
    const path = await daemon((asked, answer) => answer.end(`{"asked":"${asked.url ?? ''}"}`));
    expect(await getFromSocket(path, '/info', 5000)).toBe('{"asked":"/info"}');
  });

  test('is null where nobody listens', async () => {
    expect(await getFromSocket(`${await temporaryFolder()}/none.sock`, '/info', 5000)).toBeNull();
  });

  test('is an error in the words of a daemon that refuses', async () => {
    const path = await daemon((_asked, answer) => answer.writeHead(500).end('no pool'));
    await expect(getFromSocket(path, '/info', 5000)).rejects.toThrow(/500: no pool/);
  });

  test('is busy when no answer comes in time', async () => {
    const path = await daemon(() => undefined);
    await expect(getFromSocket(path, '/info', 50)).rejects.toMatchObject({ kind: 'busy' });
  });

  test('is an error when the answer breaks off', async () => {
    const path = await daemon((_asked, answer) => {
      answer.writeHead(200, { 'content-length': 100 });
      answer.write('half', () => answer.destroy());
    });
    await expect(getFromSocket(path, '/info', 5000)).rejects.toMatchObject({ kind: 'cannot-read' });
  });
});
