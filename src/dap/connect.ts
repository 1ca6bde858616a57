import * as net from 'node:net';
import type { DapConnection } from './client.ts';

/**
 * Connects to an adapter that listens.
 * @throws {Error} when nobody listens there.
 */
export function connectTcp(host: string, port: number): Promise<DapConnection> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port });
    socket.setNoDelay(true);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve({
        input: socket,
        output: socket,
        close: () => {
          socket.destroy();
        },
      });
    });
  });
}
