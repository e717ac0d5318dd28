import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { connect } from 'node:tls';

/** A connection brings some hundred names at most; a server that sends more ignores the limit it was told. */
const MOST_BYTES = 1_000_000;

/** How connections are made that end when the server sends more than anybody asked for. */
export class BoundedSocket {
  /** Has a server been cut off? The client only hears that the connection is gone. */
  isExceeded = false;

  readonly connect = (port: number, host: string, options: ConnectionOptions): TLSSocket => {
    const socket = connect(port, host, options);
    socket.on('data', () => {
      if (socket.bytesRead <= MOST_BYTES) return;
      this.isExceeded = true;
      socket.destroy();
    });
    return socket;
  };
}
