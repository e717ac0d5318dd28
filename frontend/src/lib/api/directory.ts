import type { DirectoryInfo, DirectoryTrial } from '#contract/directory.ts';
import { directorySchema, directoryTrialSchema } from '#contract/directory.ts';
import { request } from './request.ts';

export function readDirectory(): Promise<DirectoryInfo> {
  return request('GET', '/directory', directorySchema);
}

/** Tries every server; with a name the search and the groups as well. */
export function tryDirectory(name: string | null): Promise<DirectoryTrial> {
  return request('POST', '/directory/try', directoryTrialSchema, { body: { name }, repeat: false });
}
