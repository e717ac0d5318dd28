import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const UPGRADE = /\r\nupgrade: *websocket/iu;

/** What is cut: everything between browser and portal, live connections only, or what the portal answers. */
type Part = 'all' | 'live' | 'answers';

interface Line {
  live: boolean;
  ends: Socket[];
}

/** The network between a browser and the portal, which a test can cut and mend. */
export class CuttableProxy {
  private readonly lines = new Set<Line>();
  private part: Part | null = null;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {
    server.on('connection', (socket) => {
      this.join(socket);
    });
  }

  static async to(url: string): Promise<CuttableProxy> {
    const server = createServer();
    const proxy = new CuttableProxy(server, Number(new URL(url).port));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Breaks what stands, and lets nothing new through until it is mended. */
  cut(part: Part): void {
    this.part = part;
    for (const line of this.lines) {
      if (this.isCut(line)) for (const end of line.ends) end.destroy();
    }
  }

  mend(): void {
    this.part = null;
  }

  async close(): Promise<void> {
    this.cut('all');
    this.server.close();
    await once(this.server, 'close');
  }

  private isCut(line: Line): boolean {
    return this.part === 'all' || (this.part === 'live' && line.live);
  }

  private join(client: Socket): void {
    const portal = connect(this.port, '127.0.0.1');
    const line: Line = { live: false, ends: [client, portal] };
    this.lines.add(line);
    const end = (): void => {
      this.lines.delete(line);
      for (const socket of line.ends) socket.destroy();
    };
    for (const socket of line.ends) socket.on('close', end).on('error', end);
    // What a connection is for stands in the first bytes of a request; browsers open one of its own for a websocket.
    client.on('data', (bytes: Buffer) => {
      line.live ||= UPGRADE.test(bytes.toString('latin1'));
      if (this.isCut(line)) end();
      else portal.write(bytes);
    });
    portal.on('data', (bytes: Buffer) => {
      if (this.part === 'answers') end();
      else client.write(bytes);
    });
    if (this.part === 'all') end();
  }
}
