import { request } from 'node:http';
import { connect } from 'node:net';
import { HostError } from '../model/host.ts';
import { errnoOf, hostError } from './os-error.ts';

/** Errors that mean that nothing listens there. */
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'EACCES']);

/**
 * Makes one HTTP GET request over a Unix socket.
 * @returns the body of a 200 answer, or null if nothing listens there
 * @throws HostError for any other answer, and 'busy' when none comes within `timeoutMs`
 */
export function getFromSocket(
  socketPath: string,
  path: string,
  timeoutMs: number,
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      if (NOBODY.has(errnoOf(error) ?? '')) resolve(null);
      else reject(hostError('cannot-read', socketPath, error));
    };
    // With a connection of its own it needs no agent, which looks at names and addresses first.
    const createConnection = () => connect({ path: socketPath, timeout: timeoutMs });
    const asked = request({ path, timeout: timeoutMs, createConnection }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => (body += text));
      answer.on('error', fail);
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(body);
        else fail(new Error(`${socketPath}${path} answered ${String(answer.statusCode)}: ${body}`));
      });
    });
    asked.on('timeout', () => {
      const seconds = String(timeoutMs / 1000);
      asked.destroy(new HostError('busy', socketPath, `no answer within ${seconds} s`));
    });
    asked.on('error', fail);
    asked.end();
  });
}
