import { Migration } from '@mikro-orm/migrations';

/**
 * The first schema. Written as SQL because the truth the database keeps (version trigger, partial and pattern
 * indexes, fill factor) has no other form.
 */
export class Initial20261123000000 extends Migration {
  override name = '20261123000000-initial';

  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

// No foreign key from users.lock_id: deleting a lock would then look up its holders, which needs an index on
// lock_id, and that index would make every lock and unlock rewrite all indexes of the row. The token is compared,
// never followed: a token without a row in record_lock holds nothing.
const USERS = `
create table users (
  id uuid primary key,
  version integer not null default 1,
  record_type text not null check (record_type in ('PUBLIC', 'STAFF', 'CONTACT', 'ORGANIZATION', 'NON_AFFILIATED')),
  account_type text not null check (account_type in ('INTERNAL', 'EXTERNAL', 'INTEXTAUTH')),
  external_id text,
  primary_id text not null check (primary_id <> ''),
  primary_id_key text not null,
  first_name text,
  middle_name text,
  last_name text,
  pref_first_name text,
  pref_middle_name text,
  pref_last_name text,
  title text,
  job_category text,
  job_description text,
  gender text check (gender in ('MALE', 'FEMALE', 'NONE')),
  user_group text,
  campus_code text,
  website_url text,
  preferred_language text,
  birth_date date,
  expiry_date date,
  purge_date date,
  status text not null default 'ACTIVE' check (status in ('ACTIVE', 'INACTIVE')),
  status_date date not null default current_date,
  is_researcher boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  sort_name text collate "C" not null,
  name_search tsvector not null,
  lock_id bigint
) with (fillfactor = 85)`;

const STATEMENTS = [
  USERS,
  `create unique index users_primary_id_key on users (primary_id_key collate "C")`,
  `create index users_by_name on users (sort_name, id)`,
  `create index users_by_record_type on users (record_type, sort_name, id)`,
  `create index users_by_account_type on users (account_type, sort_name, id)`,
  `create index users_by_status_date on users (status_date, id)`,
  `create index users_inactive on users (sort_name, id) where status = 'INACTIVE'`,
  `create index users_by_expiry on users (expiry_date) where expiry_date is not null`,
  `create index users_researchers on users (sort_name, id) where is_researcher`,
  `create index users_name_search on users using gin (name_search)`,

  `create table user_email (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    address text not null,
    address_key text not null,
    types text[] not null,
    description text,
    preferred boolean not null default false,
    external boolean not null default false
  )`,
  `create index user_email_by_user on user_email (user_id)`,
  `create index user_email_by_address on user_email (address_key collate "C")`,
  `create unique index user_email_one_preferred on user_email (user_id) where preferred`,

  `create table user_phone (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    number text not null,
    types text[] not null,
    preferred boolean not null default false,
    preferred_sms boolean not null default false,
    external boolean not null default false
  )`,
  `create index user_phone_by_user on user_phone (user_id)`,
  `create unique index user_phone_one_preferred on user_phone (user_id) where preferred`,
  `create unique index user_phone_one_preferred_sms on user_phone (user_id) where preferred_sms`,

  `create table user_address (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    lines text[] not null,
    city text,
    state_province text,
    postal_code text,
    country text,
    note text,
    start_date date,
    end_date date,
    types text[] not null,
    preferred boolean not null default false,
    external boolean not null default false
  )`,
  `create index user_address_by_user on user_address (user_id)`,
  `create unique index user_address_one_preferred on user_address (user_id) where preferred`,

  `create table user_identifier (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    type text not null,
    value text not null,
    value_key text not null,
    note text,
    active boolean not null default true,
    external boolean not null default false
  )`,
  `create index user_identifier_by_user on user_identifier (user_id)`,
  `create index user_identifier_by_value on user_identifier (value_key collate "C")`,
  `create unique index user_identifier_type_value on user_identifier (type, value_key)`,

  `create table user_note (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    type text not null,
    text text not null,
    user_viewable boolean not null default false,
    popup boolean not null default false,
    external boolean not null default false,
    created_by text not null,
    created_at timestamptz not null default clock_timestamp()
  )`,
  `create index user_note_by_user on user_note (user_id)`,

  `create table user_role (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    role text not null,
    scope text,
    active boolean not null default true,
    expiry_date date,
    unique nulls not distinct (user_id, role, scope)
  )`,
  `create index user_role_by_role on user_role (role, user_id)`,

  // A writer that forgets the version is stopped here, whoever it is; taking or dropping a lock is not a change.
  `create function users_version_guard() returns trigger language plpgsql as $$
  declare unlocked users;
  begin
    unlocked := new;
    unlocked.lock_id := old.lock_id;
    if unlocked is distinct from old and new.version is distinct from old.version + 1 then
      raise exception 'users % version % cannot follow %', old.id, new.version, old.version
        using errcode = 'RC001';
    end if;
    return new;
  end $$`,
  `create trigger users_version before update on users for each row execute function users_version_guard()`,

  `create table record_lock (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('job', 'exclusive')),
    holder_id uuid,
    holder text not null,
    reason text not null,
    job_id uuid,
    record_ids uuid[] not null,
    acquired_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null
  )`,

  `create table change_counter (stream text primary key, seq bigint not null)`,
  `insert into change_counter values ('users', 0)`,
  `create table change_log (
    seq bigint primary key,
    record_id uuid not null,
    version integer not null,
    action text not null,
    record_name text not null,
    actor_id uuid,
    actor text not null,
    source text not null check (source in ('UI', 'API', 'FEED', 'JOB', 'SYSTEM')),
    job_id uuid,
    at timestamptz not null default clock_timestamp(),
    record_type text not null,
    account_type text not null,
    status text not null,
    fields jsonb not null
  )`,
  `create index change_log_by_record on change_log (record_id, seq desc)`,

  `create table credential (
    user_id uuid primary key references users on delete cascade,
    password_hash text not null,
    must_change boolean not null default false,
    changed_at timestamptz not null default clock_timestamp(),
    failures integer not null default 0,
    attempted_at timestamptz,
    locked_at timestamptz
  )`,
  `create index credential_locked on credential (locked_at) where locked_at is not null`,

  `create table session (
    token_hash bytea primary key,
    id uuid not null unique,
    user_id uuid not null references users on delete cascade,
    created_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    user_agent text
  )`,
  `create index session_by_user on session (user_id)`,

  `create table idempotency_key (
    key uuid not null,
    actor_id uuid not null,
    request_hash text not null,
    response jsonb not null,
    created_at timestamptz not null default clock_timestamp(),
    primary key (actor_id, key)
  )`,
  `create index idempotency_key_by_age on idempotency_key (created_at)`,

  `create table job (
    id uuid primary key,
    kind text not null,
    file_name text not null,
    file_path text not null,
    parameters jsonb not null,
    state text not null check (state in ('queued', 'running', 'completed', 'failed')),
    started_by_id uuid,
    started_by text not null,
    total integer,
    processed integer not null default 0,
    rejected integer not null default 0,
    updated integer not null default 0,
    created integer not null default 0,
    unchanged integer not null default 0,
    failure jsonb,
    attempts integer not null default 0,
    created_at timestamptz not null default clock_timestamp(),
    started_at timestamptz,
    finished_at timestamptz
  )`,
  `create index job_by_age on job (created_at desc)`,
  `create table job_reject (
    id bigint generated always as identity primary key,
    job_id uuid not null references job on delete cascade,
    file text not null,
    line integer not null,
    primary_id text,
    field text,
    code text not null,
    detail text not null
  )`,
  `create index job_reject_by_job on job_reject (job_id, id)`,
];
