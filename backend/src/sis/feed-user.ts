import type { z } from 'zod';
import type { addressTypeSchema, EmailType, noteTypeSchema, phoneTypeSchema } from '../contract/codes.js';
import type { FieldName } from '../contract/users.js';
import type { Rejection } from './element-reader.js';

/** Fields the feed may set; the record type is the integration profile's. */
export type FeedField = Exclude<FieldName, 'recordType'>;

export interface FeedEmail {
  address: string;
  types: EmailType[];
  description: string | null;
  preferred: boolean;
}
export interface FeedPhone {
  number: string;
  types: z.infer<typeof phoneTypeSchema>[];
  preferred: boolean;
  preferredSms: boolean;
}
export interface FeedAddress {
  lines: string[];
  city: string | null;
  stateProvince: string | null;
  postalCode: string | null;
  country: string | null;
  note: string | null;
  startDate: string | null;
  endDate: string | null;
  types: z.infer<typeof addressTypeSchema>[];
  preferred: boolean;
}
export interface FeedIdentifier {
  type: string;
  value: string;
  note: string | null;
  active: boolean;
}
export interface FeedNote {
  type: z.infer<typeof noteTypeSchema>;
  text: string;
  userViewable: boolean;
  popup: boolean;
  createdBy: string | null;
}

/** One user as the file describes it, every value checked. Null means empty or absent; the two are one here. */
export interface FeedUser {
  line: number;
  primaryId: string;
  fields: Record<FeedField, string | null>;
  /** Null when the file does not say. */
  isResearcher: boolean | null;
  emails: FeedEmail[];
  phones: FeedPhone[];
  addresses: FeedAddress[];
  identifiers: FeedIdentifier[];
  notes: FeedNote[];
}

/** A record that cannot be read. The whole record is rejected, with every reason found in it. */
export interface UnreadableUser {
  line: number;
  primaryId: string | null;
  rejections: Rejection[];
}

export type ReadUser = { user: FeedUser } | { unreadable: UnreadableUser };
