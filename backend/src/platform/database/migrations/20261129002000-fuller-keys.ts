import { Migration } from '@mikro-orm/migrations';

/**
 * Keys as they are made from now on: one form of sigma wherever it stands in a word, and nothing invisible. A key that
 * would meet another one stays as it is until somebody edits its record.
 */
export class FullerKeys20261129002000 extends Migration {
  override name = '20261129002000-fuller-keys';

  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const INVISIBLE =
  '[\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0]';

function folded(column: string): string {
  return `btrim(replace(regexp_replace(${column}, '${INVISIBLE}', '', 'g'), 'ς', 'σ'))`;
}

/** The rows whose key becomes another one, which no row has yet and no second row gets. */
function rekey(table: string, column: string): string {
  return `update ${table} t set ${column} = n.key from (
      select id, ${folded(column)} as key, count(*) over (partition by ${folded(column)}) as sharing from ${table}
    ) n where n.id = t.id and n.key <> t.${column} and n.key <> '' and n.sharing = 1
      and not exists (select from identifier_key k where k.key = n.key)`;
}

const STATEMENTS = [
  // How a record is found is no change of the record: it keeps its version.
  `alter table users disable trigger users_version`,
  `update users set sort_name = replace(sort_name, 'ς', 'σ'),
    name_search = replace(name_search::text, 'ς', 'σ')::tsvector
    where sort_name like '%ς%' or name_search::text like '%ς%'`,
  rekey('users', 'primary_id_key'),
  rekey('user_identifier', 'value_key'),
  `update user_email set address_key = replace(address_key, 'ς', 'σ') where address_key like '%ς%'`,
  `alter table users enable trigger users_version`,
];
