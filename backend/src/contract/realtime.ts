import { z } from 'zod';
import type { Change } from './changes.js';
import type { Dashboard } from './dashboard.js';
import type { Deletion } from './deletion.js';
import type { Job } from './jobs.js';
import type { Lock } from './locks.js';
import type { Problem } from './problems.js';
import type { SettingName } from './settings.js';
import { idSchema } from './text.js';

/** Changes a client may miss before it is told to read everything again. */
export const RESUME_LIMIT = 2000;
/** Changes one live frame carries at most; a job that changes more at once sends `resync` instead. */
export const FRAME_LIMIT = 200;
/** Most records one tab may show at a time (list rows and open record). */
export const WATCH_LIMIT = 250;

/** Handshake `auth`: the browser tab, so that one person in twelve tabs is one person. */
export const handshakeSchema = z.object({ tabId: idSchema });

export const resumeSchema = z.strictObject({ since: z.number().int().nonnegative().nullable() });
/** The records on screen: presence and locks of these are sent, of no others. Replaces the previous set. */
export const watchSchema = z.strictObject({ recordIds: z.array(idSchema).max(WATCH_LIMIT) });
export const PRESENCE_MODES = ['viewing', 'editing', 'idle'] as const;
/** Where the tab is: a page (`place`, a route id such as `users`), and maybe a record and a field of it. */
export const presenceUpdateSchema = z.strictObject({
  place: z.string().max(100),
  recordId: idSchema.nullable(),
  mode: z.enum(PRESENCE_MODES),
  field: z.string().max(100).nullable(),
});
export type PresenceUpdate = z.infer<typeof presenceUpdateSchema>;
/** What a page follows as a whole. */
export const TOPICS = ['dashboard', 'jobs', 'access-log'] as const;
export type Topic = (typeof TOPICS)[number];
export const topicSchema = z.strictObject({ topic: z.enum(TOPICS), on: z.boolean() });
/** The newest value of the topic that was asked for; the others are null. */
export interface TopicValues {
  dashboard: Dashboard | null;
  jobs: Job[] | null;
  /** Id of the newest entry, 0 when there is none. */
  'access-log': number | null;
}

/** The record this tab asks to delete, whose reasons against it are then told as they change; null for none. */
export const deletionWatchSchema = z.strictObject({ recordId: idSchema.nullable() });

/** `deletion` is null when there is no such user any more. */
export interface DeletionNews {
  recordId: string;
  deletion: Deletion | null;
}

/** One person in one tab on one record. `field` is absent when the reader may not see that field. */
export interface Person {
  tabId: string;
  userId: string;
  name: string;
  mode: (typeof PRESENCE_MODES)[number];
  field: string | null;
  /** When the tab came to this record. */
  since: string;
}
export interface RecordPresence {
  recordId: string;
  people: Person[];
}
export interface RecordLock {
  recordId: string;
  lock: Lock | null;
}

/** `from` is the cursor this frame continues; a client whose cursor differs has a gap and must resume. */
export interface ChangesFrame {
  from: number;
  to: number;
  changes: Change[];
}
export type ResumeAnswer = ({ resync: false } & ChangesFrame) | { resync: true; to: number };

export type Ack<T> = (answer: { ok: true; data: T } | { ok: false; problem: Problem }) => void;

/** What a client may send. Every message is acknowledged; the permission each needs is declared at its handler. */
export interface ClientToServer {
  'changes.resume': (message: z.infer<typeof resumeSchema>, ack: Ack<ResumeAnswer>) => void;
  'records.watch': (
    message: z.infer<typeof watchSchema>,
    ack: Ack<{ presence: RecordPresence[]; locks: RecordLock[] }>,
  ) => void;
  'presence.set': (message: PresenceUpdate, ack: Ack<null>) => void;
  'presence.leave': (message: Record<string, never>, ack: Ack<null>) => void;
  'topic.watch': (message: z.infer<typeof topicSchema>, ack: Ack<TopicValues>) => void;
  'deletion.watch': (message: z.infer<typeof deletionWatchSchema>, ack: Ack<DeletionNews | null>) => void;
}

/** What the server sends. Durable: `changes`, `heartbeat`. Volatile, healed by a snapshot: all others. */
export interface ServerToClient {
  changes: (frame: ChangesFrame) => void;
  /** Every 15 s: the newest seq, so that a silent gap shows. */
  heartbeat: (message: { to: number }) => void;
  resync: (message: { to: number }) => void;
  presence: (message: RecordPresence) => void;
  locks: (message: { locks: RecordLock[] }) => void;
  dashboard: (message: Dashboard) => void;
  job: (message: Job) => void;
  /** Something was noted; whoever shows the log reads its newest entries again. */
  'access-log': (message: { newest: number }) => void;
  /** What stands against deleting the record this tab asked about, whole. */
  deletion: (message: DeletionNews) => void;
  /** Settings of these names have new values; read them again. Sent to everybody who is signed in. */
  settings: (message: { names: SettingName[] }) => void;
  /** A session or a key began or ended, somebody’s: whoever shows a list of them reads it again. */
  sessions: (message: Record<string, never>) => void;
  /** The session ended or its rights changed; the connection is closed right after. */
  'session.ended': (message: { reason: 'revoked' | 'rights-changed' }) => void;
}
