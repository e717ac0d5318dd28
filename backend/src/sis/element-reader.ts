import type { z } from 'zod';
import type { FeedElement } from './feed-element.js';

/** Why a record was not applied: keys of the message catalogue beside those of the field schemas. */
export type RejectCode = string;

/** One reason, with the line of the value that is at fault and the field as the feed spells it. */
export interface Rejection {
  line: number;
  field: string | null;
  code: RejectCode;
  detail: string;
}

const SHOWN_VALUE = 80;

/** A value as a report shows it: quoted, on one line, shortened. */
export function quoted(value: string): string {
  const shown = Array.from(value.replace(/\s+/g, ' '));
  return `“${shown.length > SHOWN_VALUE ? `${shown.slice(0, SHOWN_VALUE).join('')}…` : shown.join('')}”`;
}

const WORDS: Record<string, string> = {
  'text.too-long': 'is too long',
  'text.not-well-formed': 'is not well-formed text',
  'text.control-character': 'contains a control character',
  'date.invalid': 'is not a day of the calendar written as YYYY-MM-DD',
  'url.invalid': 'is not a web address that begins with http:// or https://',
  'email.invalid': 'is not an e-mail address',
  'code.unknown': 'is not a known code',
  'boolean.invalid': 'is neither true nor false',
};

/** Schemas answer with catalogue keys where they have one; a closed list of codes answers in zod's own words. */
function codeOf(issue: z.core.$ZodIssue | undefined): RejectCode {
  if (issue === undefined) return 'value.invalid';
  if (issue.message in WORDS || issue.message === 'field.required') return issue.message;
  return issue.code === 'invalid_value' ? 'code.unknown' : 'value.invalid';
}

/** Reads the parts of one record and gathers what is wrong with them. */
export class ElementReader {
  readonly rejections: Rejection[] = [];

  reject(at: FeedElement, field: string, code: RejectCode, detail: string): void {
    this.rejections.push({ line: at.line, field, code, detail });
  }

  rejectMissing(at: FeedElement, field: string): void {
    this.reject(at, field, 'field.required', `${field} is missing or empty.`);
  }

  /** The parts of an element by name. An unknown part is an error: a misspelt name would erase the field. */
  children(parent: FeedElement, isKnown: (name: string) => boolean): Map<string, FeedElement> {
    const parts = new Map<string, FeedElement>();
    this.refuseText(parent);
    for (const child of parent.children) {
      if (!isKnown(child.name)) {
        this.reject(child, child.name, 'element.unknown', `<${child.name}> is not part of <${parent.name}>.`);
      } else if (parts.has(child.name)) {
        this.reject(child, child.name, 'element.repeated', `<${child.name}> stands in <${parent.name}> twice.`);
      } else {
        parts.set(child.name, child);
      }
    }
    return parts;
  }

  optionalChildren(parent: FeedElement | undefined, known: readonly string[]): Map<string, FeedElement> {
    if (parent === undefined) return new Map();
    return this.children(parent, (name) => known.includes(name));
  }

  /** The rows of a list element, which may hold rows of one name only. */
  rows(list: FeedElement | undefined, rowName: string): FeedElement[] {
    if (list === undefined) return [];
    this.refuseText(list);
    return list.children.filter((child) => {
      if (child.name === rowName) return true;
      this.reject(child, child.name, 'element.unknown', `<${child.name}> is not part of <${list.name}>.`);
      return false;
    });
  }

  /** The text of an element; an absent one is empty text. */
  text(element: FeedElement | undefined): string {
    const [child] = element?.children ?? [];
    if (element !== undefined && child !== undefined) {
      this.reject(child, element.name, 'element.unknown', `<${element.name}> may hold text only.`);
    }
    return element?.text ?? '';
  }

  /** The value after its schema; null when empty, absent or refused. */
  value<T>(element: FeedElement | undefined, schema: z.ZodType<T>, text = this.text(element)): T | null {
    if (element === undefined || text === '') return null;
    const result = schema.safeParse(text);
    if (result.success) return result.data;
    const code = codeOf(result.error.issues[0]);
    this.reject(element, element.name, code, `${quoted(text)} ${WORDS[code] ?? 'is not valid'}.`);
    return null;
  }

  flag(element: FeedElement | undefined): boolean {
    return this.asFlag(element, this.text(element));
  }

  /** A flag that the feed spells as an attribute. */
  attributeFlag(element: FeedElement, name: string): boolean {
    return this.asFlag(element, element.attributes[name]?.trim() ?? '');
  }

  private asFlag(element: FeedElement | undefined, text: string): boolean {
    if (element === undefined || ['', 'false', '0'].includes(text)) return false;
    if (text === 'true' || text === '1') return true;
    this.reject(element, element.name, 'boolean.invalid', `${quoted(text)} ${WORDS['boolean.invalid']}.`);
    return false;
  }

  private refuseText(parent: FeedElement): void {
    if (parent.text === '') return;
    const detail = `${quoted(parent.text)} stands in <${parent.name}> outside of any field.`;
    this.reject(parent, parent.name, 'element.unexpected-text', detail);
  }
}
