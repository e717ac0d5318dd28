import { Injectable } from '@nestjs/common';
import type { Server, Socket } from 'socket.io';
import type { Audience } from '../contract/grants.js';
import type { PermissionClass } from '../contract/permissions.js';
import { PERMISSION_CLASSES } from '../contract/permissions.js';
import type { ClientToServer, ServerToClient } from '../contract/realtime.js';

export type PortalServer = Server<ClientToServer, ServerToClient>;
export type PortalSocket = Socket<ClientToServer, ServerToClient>;
type EventName = keyof ServerToClient;
type Payload<E extends EventName> = Parameters<ServerToClient[E]>;

export const rooms = {
  changes: ({ key }: Audience) => `changes:${key}`,
  /** Of those who see this record so: which of the two is found out when they begin to watch it. */
  record: (recordId: string, permissionClass: PermissionClass) => `record:${recordId}:${permissionClass}`,
  topic: (topic: string, { key }: Audience) => `topic:${topic}:${key}`,
  session: (sessionId: string) => `session:${sessionId}`,
} as const;

/** What features send through. Everything goes to this node's own sockets; each node tells its own. */
@Injectable()
export class Publisher {
  private server: PortalServer | null = null;

  /** Everybody's audiences since the start, by key: there are as many as there are ways to be an administrator. */
  private readonly audiences = new Map<string, Audience>();
  private nodes = false;
  private readonly nodeListeners = new Map<string, (message: unknown) => void>();

  /** @param nodes are there other nodes to talk to, that is, does the server have an adapter between nodes? */
  attach(server: PortalServer, nodes: boolean): void {
    this.server = server;
    this.nodes = nodes;
    for (const [name, listener] of this.nodeListeners) server.on(name as never, listener);
  }

  /** Tells the other nodes something that may be lost: presence, nothing else. */
  tellNodes(name: string, message: unknown): void {
    if (this.nodes) this.server?.serverSideEmit(name as never, message);
  }

  onNodeMessage(name: string, listener: (message: unknown) => void): void {
    this.nodeListeners.set(name, listener);
    this.server?.on(name as never, listener as never);
  }

  get sockets(): PortalSocket[] {
    return [...(this.server?.sockets.sockets.values() ?? [])];
  }

  /** Sends to a room of this node; `volatile` messages are dropped for sockets that are not keeping up. */
  send<E extends EventName>(room: string, event: E, payload: Payload<E>, options?: { volatile: boolean }): void {
    if (this.server === null || !this.hasRoom(room)) return;
    const target = this.server.local.to(room);
    (options?.volatile === true ? target.volatile : target).emit(event, ...payload);
  }

  /** Puts a connection into the room of its audience. */
  join(socket: PortalSocket, roomOf: (audience: Audience) => string, audience: Audience): void {
    this.audiences.set(audience.key, audience);
    void socket.join(roomOf(audience));
  }

  /** The audiences somebody listens for in a room of this kind. */
  listening(roomOf: (audience: Audience) => string): Audience[] {
    return [...this.audiences.values()].filter((audience) => this.hasRoom(roomOf(audience)));
  }

  /** Sends to the rooms of every audience, made once per audience and only where somebody is listening. */
  sendPerAudience<E extends EventName>(
    roomOf: (audience: Audience) => string,
    event: E,
    make: (audience: Audience) => Payload<E>,
  ): void {
    for (const audience of this.listening(roomOf)) this.send(roomOf(audience), event, make(audience));
  }

  /** The same to the rooms of a record, which are one for each permission class, made once per class and only where somebody is listening. */
  sendPerClass<E extends EventName>(
    roomOf: (permissionClass: PermissionClass) => string,
    event: E,
    make: (permissionClass: PermissionClass) => Payload<E>,
    options?: { volatile: boolean },
  ): void {
    for (const permissionClass of PERMISSION_CLASSES) {
      const room = roomOf(permissionClass);
      if (this.hasRoom(room)) this.send(room, event, make(permissionClass), options);
    }
  }

  /** Sends to every connection of this node, whatever its rights: only what is no secret to anybody. */
  sendToAll<E extends EventName>(event: E, payload: Payload<E>): void {
    this.server?.local.emit(event, ...payload);
  }

  hasRoom(room: string): boolean {
    return this.server?.sockets.adapter.rooms.has(room) ?? false;
  }

  /** Ends every connection of a session on this node, with the reason said first. */
  end(sessionId: string, reason: Payload<'session.ended'>[0]['reason']): void {
    const room = rooms.session(sessionId);
    this.send(room, 'session.ended', [{ reason }]);
    this.server?.local.in(room).disconnectSockets(true);
  }
}
