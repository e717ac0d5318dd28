/** The value below which the given part of the numbers lies (nearest rank); NaN of nothing. */
export function percentile(numbers: readonly number[], part: number): number {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

export function median(numbers: readonly number[]): number {
  return percentile(numbers, 0.5);
}

/** One measurement of one side in one round. */
export interface Sample {
  /** Done per second: requests or deliveries. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  /** Milliseconds of processor time the server itself took for each; null where that is not known. */
  cpu: number | null;
}

export function sampleOf(latencies: readonly number[], seconds: number, cpuSeconds: number | null = null): Sample {
  return {
    rate: latencies.length / seconds,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    cpu: cpuSeconds === null ? null : (cpuSeconds * 1000) / latencies.length,
  };
}

/** Both sides of a measurement: medians over the rounds, and the median of the rounds' own ratios. */
export interface Pair {
  ours: Sample;
  raw: Sample;
  /** Ours to raw; of rates, so above 1 is faster than raw. */
  ratio: number;
}

function medians(samples: readonly Sample[]): Sample {
  const of = (key: 'rate' | 'p50' | 'p95'): number => median(samples.map((sample) => sample[key]));
  const cpu = samples.flatMap((sample) => sample.cpu ?? []);
  return { rate: of('rate'), p50: of('p50'), p95: of('p95'), cpu: cpu.length === 0 ? null : median(cpu) };
}

/** The two sides of a round ran one after the other, so their ratio is less noisy than either figure alone. */
export function pairOf(rounds: readonly { ours: Sample; raw: Sample }[]): Pair {
  return {
    ours: medians(rounds.map(({ ours }) => ours)),
    raw: medians(rounds.map(({ raw }) => raw)),
    ratio: median(rounds.map(({ ours, raw }) => ours.rate / raw.rate)),
  };
}

/** Runs both sides in turn, the first of a round alternating, so that neither always follows the other. */
export async function interleave<T>(
  rounds: number,
  ours: () => Promise<T>,
  raw: () => Promise<T>,
): Promise<{ ours: T; raw: T }[]> {
  const results: { ours: T; raw: T }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await ours();
      results.push({ ours: first, raw: await raw() });
    } else {
      const first = await raw();
      results.push({ raw: first, ours: await ours() });
    }
  }
  return results;
}
