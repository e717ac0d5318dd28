import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { ElementBuilder } from './element-builder.js';
import { type FeedElement, XML_LIMITS, type XmlLimits } from './feed-element.js';
import { type FeedRefusal, FeedRefused } from './feed-refused.js';
import { NotUtf8, StrictUtf8 } from './utf8-lines.js';

/** Read at once; what the parser holds is measured between pieces. */
const PIECE_BYTES = 64 * 1024;

type Refuse = (code: FeedRefusal, words: string) => FeedRefused;

/** UTF-16 and UTF-32 announce themselves by a byte order mark or by zero bytes around the first `<`. */
function refuseWideEncoding(start: Buffer, refuse: Refuse): void {
  const [first, second] = start;
  const marked = (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe);
  if (marked || first === 0 || second === 0) throw refuse('xml.not-utf8', 'the file is not encoded in UTF-8');
}

function refuseNested(start: Buffer, refuse: Refuse): void {
  if (start.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') {
    throw refuse('zip.nested-archive', 'the file is an archive, not XML');
  }
}

function codeOf(error: Error): FeedRefusal {
  return /entity/i.test(error.message) ? 'xml.entity' : 'xml.not-well-formed';
}

/** The words of the parser's message, without the place it puts in front. */
function wordsOf(error: Error): string {
  return error.message.replace(/^(?:\d+:\d+: )/, '').replace(/\.$/, '');
}

/** One open file: bytes in, whole users out. Nothing outlives the user it belongs to. */
class FeedReader {
  private readonly parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  private readonly utf8 = new StrictUtf8();
  private readonly builder: ElementBuilder;
  private tagLine = 1;
  private attributes = 0;
  private events = 0;
  private sinceEvent = 0;
  private started = false;

  constructor(
    private readonly file: string,
    private readonly limits: XmlLimits,
    keeps: boolean,
  ) {
    this.builder = new ElementBuilder(limits, this.refuse, keeps);
    this.listen();
  }

  /** Users that have ended so far. */
  get users(): number {
    return this.builder.users;
  }

  read(chunk: Buffer): FeedElement[] {
    this.begin(chunk);
    const text = this.decode(chunk);
    const { events } = this;
    this.parser.write(text);
    this.boundToken(text.length, events);
    return this.builder.finished.splice(0);
  }

  end(): void {
    try {
      this.utf8.end();
    } catch {
      throw this.refuse('xml.not-utf8', 'the file ends inside a character');
    }
    this.parser.close();
  }

  private readonly refuse: Refuse = (code, words) =>
    new FeedRefused(code, `${this.file}, line ${this.parser.line}: ${words}.`);

  private begin(chunk: Buffer): void {
    if (this.started || chunk.length === 0) return;
    this.started = true;
    refuseWideEncoding(chunk, this.refuse);
    refuseNested(chunk, this.refuse);
  }

  private decode(chunk: Buffer): string {
    try {
      return this.utf8.decode(chunk);
    } catch (error) {
      if (!(error instanceof NotUtf8)) throw error;
      const line = this.parser.line + error.linesBefore;
      throw new FeedRefused('xml.not-utf8', `${this.file}, line ${line}: bytes that are not UTF-8.`, {
        cause: error,
      });
    }
  }

  /**
   * The parser gathers a tag, comment or text until it ends, however long it is. A chunk that ended nothing
   * adds to what it holds.
   */
  private boundToken(length: number, eventsBefore: number): void {
    this.sinceEvent = this.events === eventsBefore ? this.sinceEvent + length : length;
    if (this.sinceEvent > this.limits.token) {
      throw this.refuse('xml.too-large', `a tag, comment or text is longer than ${this.limits.token} characters`);
    }
  }

  private listen(): void {
    const { parser, builder } = this;
    parser.on('error', (error) => {
      throw this.refuse(codeOf(error), wordsOf(error));
    });
    parser.on('doctype', () => {
      throw this.refuse('xml.doctype', 'a document type declaration (DOCTYPE) is not accepted');
    });
    parser.on('xmldecl', ({ encoding }) => {
      if (encoding === undefined || /^(?:utf-?8|us-ascii)$/i.test(encoding)) return;
      throw this.refuse('xml.not-utf8', `the file says it is encoded in ${encoding}, not in UTF-8`);
    });
    parser.on('opentagstart', () => {
      this.events += 1;
      this.attributes = 0;
      this.tagLine = parser.line;
    });
    parser.on('attribute', () => {
      this.events += 1;
      this.attributes += 1;
      if (this.attributes > this.limits.attributes) {
        throw this.refuse('xml.too-large', `an element has more than ${this.limits.attributes} attributes`);
      }
    });
    parser.on('opentag', (tag: SaxesTagPlain) => {
      builder.openTag(tag, this.tagLine);
    });
    parser.on('closetag', () => {
      this.events += 1;
      builder.closeTag();
    });
    const text = (value: string): void => {
      this.events += 1;
      builder.text(value);
    };
    parser.on('text', text);
    parser.on('cdata', text);
    const passOver = (): void => {
      this.events += 1;
    };
    parser.on('comment', passOver);
    parser.on('processinginstruction', passOver);
  }
}

async function* pieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
  }
}

/** The users of one XML file, one at a time: the next bytes are read when the last user has been taken. */
export async function* readXmlFeed(
  file: string,
  chunks: AsyncIterable<Buffer>,
  limits: XmlLimits = XML_LIMITS,
): AsyncGenerator<FeedElement> {
  const reader = new FeedReader(file, limits, true);
  for await (const piece of pieces(chunks)) yield* reader.read(piece);
  reader.end();
}

/** Reads the whole file as strictly, and says only how many users it has. */
export async function countXmlFeed(file: string, chunks: AsyncIterable<Buffer>): Promise<number> {
  const reader = new FeedReader(file, XML_LIMITS, false);
  for await (const piece of pieces(chunks)) reader.read(piece);
  reader.end();
  return reader.users;
}
