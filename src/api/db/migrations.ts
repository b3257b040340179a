/** One step of the schema. Released steps never change: a new need is a new step at the end. */
export interface Migration {
  /** Counts from 1, without gaps. */
  version: number;
  name: string;
  sql: string;
}

/**
 * Every step from an empty file to today's schema.
 *
 * Money is whole pico-dollars (1 USD = 10¹²), times are milliseconds since the epoch, days and windows whole seconds.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'the reference',
    sql: `
CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  balance_pico INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  prefix TEXT NOT NULL,
  requests_per_minute INTEGER,
  requests_per_day INTEGER,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

-- account_id NULL: every account may use it.
CREATE TABLE assistants (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  account_id TEXT REFERENCES accounts(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  category TEXT NOT NULL,
  price_pico_per_token INTEGER NOT NULL CHECK (price_pico_per_token >= 0),
  rating REAL NOT NULL,
  total_conversations INTEGER NOT NULL DEFAULT 0,
  engine TEXT NOT NULL DEFAULT 'search',
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  account_id TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  assistant_id TEXT NOT NULL REFERENCES assistants(id) ON DELETE CASCADE,
  user_json TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- An answer names the question it belongs to, so that two at once in one session do not mix.
CREATE TABLE messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  reply_to INTEGER REFERENCES messages(seq) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('complete', 'partial')),
  created_at INTEGER NOT NULL,
  FOREIGN KEY (account_id, session_id) REFERENCES sessions(account_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX messages_of_session ON messages(account_id, session_id, seq);
CREATE INDEX messages_reply_to ON messages(reply_to);

-- No foreign key to messages: what was paid for stays on record when a session is deleted.
CREATE TABLE usage_events (
  message_id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  key_id TEXT NOT NULL,
  assistant_id TEXT NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cost_pico INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX usage_events_by_time ON usage_events(account_id, created_at);

CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('topup', 'reserve', 'settle', 'release', 'adjust')),
  amount_pico INTEGER NOT NULL,
  balance_after INTEGER NOT NULL,
  message_id TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_of_account ON ledger(account_id, seq);

CREATE TABLE rate_windows (
  key_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('second', 'day')),
  start INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (key_id, kind, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  assistant_id TEXT NOT NULL REFERENCES assistants(id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  hash TEXT NOT NULL,
  indexed_at INTEGER NOT NULL,
  UNIQUE (assistant_id, path)
) STRICT;

CREATE VIRTUAL TABLE passages USING fts5(
  title, heading, body,
  assistant_id UNINDEXED, document_id UNINDEXED, position UNINDEXED, anchor UNINDEXED, blocks UNINDEXED,
  tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TABLE webhooks (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  events TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER
) STRICT;

CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  webhook_id TEXT NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
  event TEXT NOT NULL,
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER,
  delivered_at INTEGER,
  last_status INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_due ON deliveries(next_attempt_at) WHERE delivered_at IS NULL;
`,
  },
];

/** The schema that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;
