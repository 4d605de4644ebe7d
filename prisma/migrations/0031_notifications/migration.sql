-- Who is told what, over which channel, and what came of it.

CREATE TYPE channel_kind AS ENUM ('in_app', 'email', 'webhook', 'slack', 'teams');
CREATE TABLE channels (
  id text PRIMARY KEY,
  kind channel_kind NOT NULL,
  name text NOT NULL,
  -- Where a webhook goes. The addresses of chats are secrets themselves, and only their host stands here.
  url text,
  kinds text[] NOT NULL DEFAULT '{}',
  tiers text[] NOT NULL DEFAULT '{}',
  group_id text,
  delay_seconds integer NOT NULL DEFAULT 0,
  created_by text NOT NULL,
  created_at timestamptz(6) NOT NULL,
  disabled_at timestamptz(6),
  revision integer NOT NULL DEFAULT 1,
  CONSTRAINT channels_delay CHECK (delay_seconds BETWEEN 0 AND 3600),
  CONSTRAINT channels_in_app CHECK (kind <> 'in_app' OR disabled_at IS NULL)
);
-- The console and the mail server are there once: people are told through them, each by their own wishes.
CREATE UNIQUE INDEX channels_of_people ON channels (kind) WHERE kind IN ('in_app', 'email');
INSERT INTO channels (id, kind, name, delay_seconds, created_by, created_at) VALUES
  ('chn_00000000000000000000000001', 'in_app', 'The console', 0, 'system', clock_timestamp()),
  ('chn_00000000000000000000000002', 'email', 'E-mail', 60, 'system', clock_timestamp());

CREATE TABLE channel_secrets (
  channel_id text PRIMARY KEY REFERENCES channels (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  id text NOT NULL,
  key_id text NOT NULL,
  wrapped_key bytea NOT NULL,
  sealed bytea NOT NULL,
  rotated_at timestamptz(6) NOT NULL
);
CREATE UNIQUE INDEX channel_secrets_id_key ON channel_secrets (id);
CREATE INDEX channel_secrets_key_id_idx ON channel_secrets (key_id);

CREATE TYPE delivery_state AS ENUM ('pending', 'delivered', 'failed', 'dropped');
CREATE TABLE deliveries (
  id text PRIMARY KEY,
  event_id text NOT NULL REFERENCES outbox_events (id) ON UPDATE CASCADE ON DELETE CASCADE,
  channel_id text NOT NULL REFERENCES channels (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  -- Null: a channel that nobody's wishes are asked for.
  user_id text REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  -- Whom this person stands in for while they are away.
  for_user_id text REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  kind text NOT NULL,
  subject_kind text NOT NULL,
  subject_id text NOT NULL,
  -- The delivery that asked what this one says the answer of.
  answers_id text REFERENCES deliveries (id) ON UPDATE CASCADE ON DELETE CASCADE,
  state delivery_state NOT NULL DEFAULT 'pending',
  created_at timestamptz(6) NOT NULL,
  -- When it is sent next. Whoever sends it moves it on first, so that nobody else does meanwhile.
  due_at timestamptz(6) NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  tries_left integer NOT NULL DEFAULT 8,
  last_attempt_at timestamptz(6),
  last_error text,
  last_reply text,
  ended_at timestamptz(6),
  read_at timestamptz(6),
  CONSTRAINT deliveries_ended CHECK ((state = 'pending') = (ended_at IS NULL))
);
-- INVARIANT (told-once): nothing is told twice to the same person over the same channel.
CREATE UNIQUE INDEX deliveries_once ON deliveries (event_id, channel_id, coalesce(user_id, ''));
CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE state = 'pending';
CREATE INDEX deliveries_subject_kind_subject_id_idx ON deliveries (subject_kind, subject_id);
CREATE INDEX deliveries_channel_id_id_idx ON deliveries (channel_id, id);
CREATE INDEX deliveries_user_id_channel_id_id_idx ON deliveries (user_id, channel_id, id);
CREATE INDEX deliveries_answers_id_idx ON deliveries (answers_id);
CREATE INDEX deliveries_unread ON deliveries (user_id) WHERE read_at IS NULL AND channel_id = 'chn_00000000000000000000000001';

CREATE TABLE notification_preferences (
  user_id text PRIMARY KEY REFERENCES users (id) ON UPDATE CASCADE ON DELETE CASCADE,
  topics_off text[] NOT NULL DEFAULT '{}',
  email boolean NOT NULL DEFAULT true,
  time_zone text NOT NULL DEFAULT 'UTC',
  -- Minutes after midnight. An end before its beginning is on the next day.
  quiet_from integer,
  quiet_until integer,
  delegate_id text REFERENCES users (id) ON UPDATE CASCADE ON DELETE SET NULL,
  delegate_until timestamptz(6),
  changed_at timestamptz(6) NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  CONSTRAINT notification_preferences_quiet CHECK (
    (quiet_from IS NULL) = (quiet_until IS NULL)
    AND quiet_from BETWEEN 0 AND 1439 AND quiet_until BETWEEN 0 AND 1439 AND quiet_from <> quiet_until),
  CONSTRAINT notification_preferences_delegate CHECK (delegate_id IS NULL OR (delegate_until IS NOT NULL AND delegate_id <> user_id))
);
CREATE INDEX notification_preferences_delegate_id_idx ON notification_preferences (delegate_id);

-- Half the time has passed and nobody has answered: those are looked for every second.
CREATE INDEX escalations_unasked_backup ON escalations (requested_at) WHERE state = 'pending' AND backup_asked_at IS NULL;
