import autocannon from 'autocannon';
import type { ServerProcess } from './processes.js';
import { interleave, type Pair, pairOf, type Sample, sampleOf } from './statistics.js';

/** One side of a measurement: who is asked, and the requests of each connection, which are sent round and round. */
export interface Target {
  server: ServerProcess;
  headers?: Record<string, string>;
  requestsOf: (connection: number) => autocannon.Request[];
}

export interface Load {
  connections: number;
  rounds: number;
  seconds: number;
}

const WARM_UP_SECONDS = 1;

/** Closed loop over keep-alive connections. Times are taken here: autocannon's own have whole milliseconds only. */
async function run({ server, headers, requestsOf }: Target, connections: number, seconds: number): Promise<Sample> {
  const latencies: number[] = [];
  let connection = 0;
  const before = server.cpuSeconds();
  const result = await autocannon({
    url: server.url,
    connections,
    duration: seconds,
    setupClient: (client) => {
      const requests = requestsOf(connection);
      connection += 1;
      client.setRequests(requests.map((request) => ({ ...request, headers: { ...headers, ...request.headers } })));
      client.on('response', (_status: number, _bytes: number, milliseconds: number) => latencies.push(milliseconds));
    },
  });
  const after = server.cpuSeconds();
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} of ${latencies.length} requests to ${server.url} failed`);
  return sampleOf(latencies, result.duration, before === null || after === null ? null : after - before);
}

/** Measures both sides in turn, after a warm-up of each. `ours` is made anew for every run. */
export async function measure(
  ours: () => Target | Promise<Target>,
  raw: Target,
  { connections, rounds, seconds }: Load,
): Promise<Pair> {
  await run(await ours(), connections, WARM_UP_SECONDS);
  await run(raw, connections, WARM_UP_SECONDS);
  const samples = await interleave(
    rounds,
    async () => run(await ours(), connections, seconds),
    () => run(raw, connections, seconds),
  );
  return pairOf(samples);
}
