import { Type } from '@mikro-orm/postgresql';

/** A `tsvector` that is made here, lexeme by lexeme (`keys.ts`), and not by one of the database's parsers. */
export class LexemesType extends Type<string, string> {
  override getColumnType(): string {
    return 'tsvector';
  }

  override convertToDatabaseValueSQL(key: string): string {
    return `${key}::tsvector`;
  }
}
