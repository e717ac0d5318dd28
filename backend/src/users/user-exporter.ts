import { pipeline, Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import type { Audience } from '../contract/grants.js';
import { leastClass } from '../contract/grants.js';
import type { ExportQuery, UserRow } from '../contract/user-list.js';
import { SettingsService } from '../settings/settings.service.js';
import { exportCells, exportColumns } from './export-cells.js';
import { Selections } from './selections.js';
import { UserLister } from './user-lister.js';

/** Whoever asks for an export: whose selection it may be, and which fields they may see. */
interface Reader {
  userId: string;
  audience: Audience;
}

/** The list as a CSV file that is never whole in memory: the database is asked as fast as the reader reads. */
@Injectable()
export class UserExporter {
  constructor(
    private readonly lister: UserLister,
    private readonly selections: Selections,
    private readonly settings: SettingsService,
  ) {}

  /**
   * UTF-8 with a byte order mark, without which spreadsheets take it for something else. A cell a spreadsheet would
   * run as a formula gets an apostrophe in front (F69). Destroying the stream ends the reading of the database.
   * @throws ProblemError `resource.not-found` for a selection that is not the reader's
   */
  async csv({ selection, ...list }: ExportQuery, { userId, audience }: Reader): Promise<Readable> {
    if (selection !== undefined) await this.selections.own(selection, { userId, units: audience.read });
    const columns = exportColumns(list.columns, leastClass(audience));
    const display = this.settings.get('name_display');
    const chunks = this.lister.chunks(list, { reader: audience, selection });
    // Read before the answer begins: what goes wrong at once is a problem, not half a file.
    const first = await chunks.next();
    const cells = async function* (): AsyncGenerator<string[]> {
      const rest: AsyncIterable<UserRow[]> = chunks;
      for (const row of first.done === true ? [] : first.value) yield exportCells(row, columns, display);
      for await (const chunk of rest) for (const row of chunk) yield exportCells(row, columns, display);
    };
    const csv = stringify({ bom: true, header: true, columns, escape_formulas: true, record_delimiter: 'windows' });
    pipeline(Readable.from(cells()), csv, () => {
      // Who reads the file sees its end, good or bad; there is nobody else to tell.
    });
    return csv;
  }
}
