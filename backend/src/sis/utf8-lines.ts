/** Bytes at the end of the buffer that begin a character the next buffer completes (RFC 3629: at most three). */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Bytes that are not UTF-8. `linesBefore` counts the line feeds in front of them. */
export class NotUtf8 extends Error {
  constructor(readonly linesBefore: number) {
    super('not UTF-8');
    this.name = 'NotUtf8';
  }
}

/** Decodes UTF-8 strictly, chunk by chunk, and knows on which line the first bad byte stands. */
export class StrictUtf8 {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private carried: Buffer = Buffer.alloc(0);
  private atStart = true;

  decode(chunk: Buffer): string {
    const bytes = this.carried.length === 0 ? chunk : Buffer.concat([this.carried, chunk]);
    const whole = bytes.length - unfinished(bytes);
    this.carried = bytes.subarray(whole);
    const decoded = this.strict(bytes.subarray(0, whole));
    if (!this.atStart || decoded === '') return decoded;
    this.atStart = false;
    return decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
  }

  end(): void {
    if (this.carried.length > 0) throw new NotUtf8(0);
  }

  private strict(bytes: Buffer): string {
    try {
      return this.decoder.decode(bytes);
    } catch {
      throw new NotUtf8(this.linesBeforeFault(bytes));
    }
  }

  private linesBeforeFault(bytes: Buffer): number {
    let lines = 0;
    for (let start = 0; start < bytes.length; lines += 1) {
      const feed = bytes.indexOf(0x0a, start);
      const end = feed < 0 ? bytes.length : feed + 1;
      try {
        this.decoder.decode(bytes.subarray(start, end));
      } catch {
        return lines;
      }
      start = end;
    }
    return lines;
  }
}
