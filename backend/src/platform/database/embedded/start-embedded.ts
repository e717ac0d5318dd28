import { join } from 'node:path';
import { findBinaries } from './binaries.js';
import { type Cluster, openCluster } from './cluster.js';
import { awaitDatabase } from './connect.js';
import { EmbeddedPostgresError } from './errors.js';
import { prepareHome } from './home.js';
import { claimFolder } from './owner.js';
import { sendSignal } from './processes.js';
import {
  findPostmaster,
  isPostmaster,
  type Postmaster,
  type ServerOptions,
  startPostmaster,
  stopPostmaster,
} from './server.js';
import { postgresUser } from './unprivileged-user.js';

const START_ATTEMPTS = 3;

export interface EmbeddedOptions {
  /** The portal's data folder; the cluster, its password and its log live in it. Made when missing. */
  dataDir: string;
  /** Allow a folder below /var/lib instead when root's PostgreSQL user cannot reach `dataDir`; see `prepareHome`. */
  allowFallback?: boolean;
  /** Where PostgreSQL logs; `postgres.log` beside the cluster when not given. */
  logFile?: string;
  /** False gives durability up for speed: for tests alone. */
  fsync?: boolean;
  /** Told what takes time, in a few words. */
  onStep?: (message: string) => void;
}

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  /** URL of the portal's database, password included: not for a log. */
  url: string;
  /** Fast shutdown, at most 8 s, and the data folder is free again. A second call waits for the first. */
  stop(): Promise<void>;
}

async function startOrAttach(
  cluster: Cluster,
  options: ServerOptions,
  onStep: (message: string) => void,
): Promise<{ postmaster: Postmaster; url: string }> {
  const orphan = findPostmaster(cluster);
  if (orphan !== undefined) {
    onStep('Attaching to the PostgreSQL that still runs');
    try {
      return { postmaster: orphan, url: await awaitDatabase(orphan, cluster) };
    } catch (error) {
      // One that was just shutting down is no reason to give up.
      if (isPostmaster(orphan.pid, cluster)) throw error;
    }
  }
  onStep('Starting PostgreSQL');
  for (let attempt = 1; ; attempt += 1) {
    const postmaster = await startPostmaster(cluster, options);
    try {
      return { postmaster, url: await awaitDatabase(postmaster, cluster) };
    } catch (error) {
      await stopPostmaster(postmaster, cluster);
      // Between the probe and the start somebody else may have taken the port.
      if (attempt === START_ATTEMPTS) {
        throw new EmbeddedPostgresError(`PostgreSQL did not start, ${options.logFile} says why.`, { cause: error });
      }
    }
  }
}

function stopper(postmaster: Postmaster, cluster: Cluster, release: () => void): () => Promise<void> {
  // A portal that ends without calling stop must not leave its database running.
  const atExit = (): void => {
    sendSignal(postmaster.pid, 'SIGINT');
  };
  process.once('exit', atExit);
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= stopPostmaster(postmaster, cluster).finally(() => {
      process.off('exit', atExit);
      release();
    });
    return stopped;
  };
}

/**
 * Starts the PostgreSQL 18 of the registry package on a free port of 127.0.0.1, as root or as an ordinary user; attaches
 * to one that a crashed portal left running in the same data folder.
 *
 * @throws {DataDirInUseError} when another live portal uses the data folder
 * @throws {EmbeddedPostgresError} when it cannot be prepared or started; the message is one sentence for the operator
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { fsync = true, onStep = () => undefined } = options;
  const user = postgresUser();
  const home = prepareHome(options.dataDir, user, options.allowFallback ?? false, onStep);
  const release = claimFolder(home);
  try {
    const binaries = await findBinaries(home, user);
    const cluster = await openCluster(home, { binaries, user, fsync, onStep });
    const logFile = options.logFile ?? join(home, 'postgres.log');
    const { postmaster, url } = await startOrAttach(cluster, { binaries, user, fsync, logFile }, onStep);
    return { url, stop: stopper(postmaster, cluster, release) };
  } catch (error) {
    release();
    throw error;
  }
}
