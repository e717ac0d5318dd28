const PINS = 10_000;

/** Four random digits. */
export function randomPin(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(number % PINS).padStart(4, '0');
}
