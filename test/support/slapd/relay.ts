import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Server, TLSSocket } from 'node:tls';
import { connect, createServer } from 'node:tls';
import type { Slapd } from './slapd.js';

/** What becomes of bytes on their way; nothing when they are swallowed. `from` is the end they came from. */
type Hook = (bytes: Buffer, from: TLSSocket) => Buffer | null;

const passOn: Hook = (bytes) => bytes;
const INVALID_CREDENTIALS = Buffer.from([0x61, 0x07, 0x0a, 0x01, 49]);
/** The id of a message stands behind its length, which is one byte in short messages. */
const ID_AT = 4;

function sequence(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

const integer = (tag: number, value: number): Buffer => sequence(tag, Buffer.from([value]));

/** A way to a directory that sees what is said, and can change it: servers unlike the one that runs here. */
export class DirectoryRelay {
  fromPortal = passOn;
  fromDirectory = passOn;
  /** How long what the directory says is on its way. */
  delayMs = 0;
  /** Connections of the portal that stand, and how many there ever were. */
  open = 0;
  made = 0;
  private readonly sockets = new Set<TLSSocket>();

  private constructor(
    private readonly server: Server,
    private readonly slapd: Slapd,
  ) {
    server.on('secureConnection', (socket: TLSSocket) => {
      this.join(socket);
    });
  }

  static async to(slapd: Slapd): Promise<DirectoryRelay> {
    const [cert, key] = ['server.pem', 'server.key'].map((name) => readFileSync(join(slapd.folder, name)));
    const relay = new DirectoryRelay(createServer({ cert, key }), slapd);
    relay.server.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    return relay;
  }

  get url(): string {
    return `ldaps://localhost:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Answers whoever's password is wrong by another code of LDAP, as directories do that hold somebody back. */
  refuseWith(code: number, message = ''): void {
    this.fromDirectory = (bytes) => {
      const at = bytes.indexOf(INVALID_CREDENTIALS);
      if (at < 0) return bytes;
      const result = [integer(0x0a, code), sequence(0x04), sequence(0x04, Buffer.from(message))];
      return sequence(0x30, integer(0x02, bytes[ID_AT] ?? 0), sequence(0x61, ...result));
    };
  }

  /** Answers every search by this many entries, whatever limit it names. */
  flood(entries: number): void {
    this.fromPortal = (bytes, portal) => {
      if (bytes[ID_AT + 1] !== 0x63) return bytes;
      const id = integer(0x02, bytes[ID_AT] ?? 0);
      const entry = sequence(
        0x30,
        id,
        sequence(0x64, sequence(0x04, Buffer.from('uid=somebody,dc=example')), sequence(0x30)),
      );
      const done = sequence(0x30, id, sequence(0x65, integer(0x0a, 0), sequence(0x04), sequence(0x04)));
      portal.write(Buffer.concat([...Array<Buffer>(entries).fill(entry), done]));
      return null;
    };
  }

  /** Takes what it is told and never says anything. */
  fallMute(): void {
    this.fromPortal = () => null;
  }

  /** Lets everything through unchanged again. */
  behave(): void {
    this.fromPortal = passOn;
    this.fromDirectory = passOn;
    this.delayMs = 0;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(portal: TLSSocket): void {
    const directory = connect({ host: 'localhost', port: this.slapd.port, ca: readFileSync(this.slapd.authority) });
    this.open += 1;
    this.made += 1;
    portal.on('close', () => (this.open -= 1));
    this.pass(portal, directory, (bytes) => {
      const passed = this.fromPortal(bytes, portal);
      if (passed !== null) directory.write(passed);
    });
    this.pass(directory, portal, (bytes) => {
      const passed = this.fromDirectory(bytes, directory);
      if (passed !== null) setTimeout(() => portal.write(passed), this.delayMs);
    });
  }

  private pass(from: TLSSocket, to: TLSSocket, hear: (bytes: Buffer) => void): void {
    this.sockets.add(from);
    from.on('error', () => undefined);
    from.on('close', () => to.destroy());
    from.on('data', hear);
  }
}
