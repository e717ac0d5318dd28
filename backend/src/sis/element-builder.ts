import type { SaxesTagPlain } from 'saxes';
import type { FeedElement, XmlLimits } from './feed-element.js';
import { FeedRefused, type FeedRefusal } from './feed-refused.js';

const ROOTS: ReadonlySet<string> = new Set(['users', 'userRecords']);

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/**
 * Puts the reader's events together to one tree per user, and lets go of it when the user ends. Where users are only
 * counted it makes no tree, but the same checks.
 */
export class ElementBuilder {
  readonly finished: FeedElement[] = [];
  users = 0;
  private readonly open: FeedElement[] = [];
  private readonly texts: string[] = [];
  private depth = 0;
  private elements = 0;
  private characters = 0;

  constructor(
    private readonly limits: XmlLimits,
    private readonly refuse: (code: FeedRefusal, words: string) => FeedRefused,
    private readonly keeps: boolean,
  ) {}

  openTag(tag: SaxesTagPlain, line: number): void {
    const name = localName(tag.name);
    this.depth += 1;
    if (this.depth > this.limits.depth) {
      throw this.refuse('xml.too-deep', `elements are nested deeper than ${this.limits.depth}`);
    }
    if (this.depth === 1) {
      this.checkRoot(name);
      return;
    }
    if (this.depth === 2) this.openUser(name);
    this.count(tag);
    if (!this.keeps) return;
    const element: FeedElement = { name, line, attributes: tag.attributes, text: '', children: [] };
    this.open.at(-1)?.children.push(element);
    this.open.push(element);
    this.texts.push('');
  }

  closeTag(): void {
    this.depth -= 1;
    if (this.depth === 1) this.users += 1;
    const element = this.open.pop();
    if (element === undefined) return;
    element.text = (this.texts.pop() ?? '').trim();
    if (this.open.length === 0) this.finished.push(element);
  }

  text(text: string): void {
    if (this.depth < 2) {
      if (text.trim() !== '') throw this.refuse('xml.unexpected-element', 'there is text between the users');
      return;
    }
    this.characters += text.length;
    this.checkCharacters();
    const last = this.texts.length - 1;
    const before = this.texts[last];
    if (before !== undefined) this.texts[last] = before + text;
  }

  private checkRoot(name: string): void {
    if (ROOTS.has(name)) return;
    throw this.refuse('xml.wrong-root', `the root element is <${name}>, not <users> or <userRecords>`);
  }

  private openUser(name: string): void {
    if (name !== 'user') {
      throw this.refuse('xml.unexpected-element', `<${name}> stands where only <user> may stand`);
    }
    this.elements = 0;
    this.characters = 0;
  }

  private count(tag: SaxesTagPlain): void {
    this.elements += 1;
    if (this.elements > this.limits.elements) {
      throw this.refuse('xml.too-large', `one user has more than ${this.limits.elements} elements`);
    }
    for (const value of Object.values(tag.attributes)) this.characters += value.length;
    this.checkCharacters();
  }

  private checkCharacters(): void {
    if (this.characters > this.limits.characters) {
      throw this.refuse('xml.too-large', `one user has more than ${this.limits.characters} characters`);
    }
  }
}
