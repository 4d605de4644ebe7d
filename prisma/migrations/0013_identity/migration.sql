-- Who is acting: trusted issuers, workload identities, and the tokens that speak for one task.

CREATE TYPE issuer_kind AS ENUM ('oidc', 'spiffe');
CREATE TYPE identity_kind AS ENUM ('spiffe', 'oidc', 'key');
CREATE TYPE token_kind AS ENUM ('task', 'system');

CREATE TABLE trusted_issuers (
  id                  text PRIMARY KEY,
  kind                issuer_kind NOT NULL,
  name                text NOT NULL,
  issuer              text NOT NULL UNIQUE,
  keys_url            text,
  static_keys         jsonb,
  audience            text,
  required_claims     jsonb NOT NULL DEFAULT '{}',
  max_key_age_seconds int NOT NULL CHECK (max_key_age_seconds > 0),
  created_by          text NOT NULL,
  created_at          timestamptz(6) NOT NULL,
  disabled_at         timestamptz(6),
  disable_reason      text,
  revision            int NOT NULL DEFAULT 1,
  -- Keys come from one place, and there always is one.
  CONSTRAINT trusted_issuers_one_source CHECK ((keys_url IS NULL) <> (static_keys IS NULL))
);

CREATE TABLE issuer_keys (
  issuer_id       text PRIMARY KEY REFERENCES trusted_issuers (id),
  keys            jsonb,
  fetched_at      timestamptz(6),
  attempted_at    timestamptz(6),
  refresh_seconds int NOT NULL DEFAULT 300,
  problem         text
);

CREATE TABLE workload_identities (
  id              text PRIMARY KEY,
  agent_id        text NOT NULL REFERENCES agents (id),
  kind            identity_kind NOT NULL,
  issuer_id       text REFERENCES trusted_issuers (id),
  subject         text,
  is_pattern      boolean NOT NULL DEFAULT false,
  required_claims jsonb NOT NULL DEFAULT '{}',
  public_jwk      jsonb,
  thumbprint      text,
  created_by      text NOT NULL,
  created_at      timestamptz(6) NOT NULL,
  removed_at      timestamptz(6),
  removed_by      text,
  remove_reason   text,
  revision        int NOT NULL DEFAULT 1,
  CONSTRAINT workload_identities_whole CHECK (
    CASE kind
      WHEN 'key' THEN issuer_id IS NULL AND public_jwk IS NOT NULL AND thumbprint IS NOT NULL
      ELSE issuer_id IS NOT NULL AND subject IS NOT NULL AND public_jwk IS NULL
    END)
);
CREATE INDEX workload_identities_agent_id_idx ON workload_identities (agent_id);
CREATE INDEX workload_identities_issuer_id_idx ON workload_identities (issuer_id);
-- A key, and a subject without further conditions, names one agent.
CREATE UNIQUE INDEX workload_identities_key ON workload_identities (thumbprint) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX workload_identities_subject ON workload_identities (issuer_id, subject)
  WHERE removed_at IS NULL AND required_claims = '{}';

CREATE TABLE task_credentials (
  id            text PRIMARY KEY,
  task_id       text NOT NULL REFERENCES tasks (id),
  agent_id      text NOT NULL REFERENCES agents (id),
  identity_id   text REFERENCES workload_identities (id),
  api_key_id    text REFERENCES api_keys (id),
  subject       text NOT NULL,
  jkt           text,
  created_at    timestamptz(6) NOT NULL,
  revoked_at    timestamptz(6),
  revoked_by    text,
  revoke_reason text,
  -- An action without verifiable identity is denied: every authority names what it was given for.
  CONSTRAINT task_credentials_given_to CHECK ((identity_id IS NULL) <> (api_key_id IS NULL))
);
CREATE INDEX task_credentials_task_id_idx ON task_credentials (task_id);
CREATE INDEX task_credentials_agent_id_idx ON task_credentials (agent_id);

CREATE TABLE issued_tokens (
  id            text PRIMARY KEY,
  credential_id text NOT NULL REFERENCES task_credentials (id),
  kind          token_kind NOT NULL,
  grant_id      text REFERENCES grants (id),
  system_id     text REFERENCES systems (id),
  details       jsonb NOT NULL DEFAULT '[]',
  issued_at     timestamptz(6) NOT NULL,
  expires_at    timestamptz(6) NOT NULL,
  revoked_at    timestamptz(6),
  -- INVARIANT (task-bound): no token lives longer than five minutes, whoever asks for it.
  CONSTRAINT issued_tokens_short CHECK (expires_at > issued_at AND expires_at <= issued_at + interval '5 minutes'),
  CONSTRAINT issued_tokens_system CHECK (
    (kind = 'system') = (grant_id IS NOT NULL) AND (kind = 'system') = (system_id IS NOT NULL))
);
CREATE INDEX issued_tokens_credential_id_idx ON issued_tokens (credential_id);
CREATE INDEX issued_tokens_expires_at_idx ON issued_tokens (expires_at);

CREATE TABLE token_keys (
  id           text PRIMARY KEY,
  salt         bytea NOT NULL,
  public_jwk   jsonb NOT NULL,
  created_at   timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  retired_at   timestamptz(6),
  withdrawn_at timestamptz(6)
);

CREATE TABLE spent_jtis (
  id         text PRIMARY KEY,
  expires_at timestamptz(6) NOT NULL
);
CREATE INDEX spent_jtis_expires_at_idx ON spent_jtis (expires_at);

-- INVARIANT (task-bound): no authority joins a task that has ended. FOR SHARE makes a concurrent end wait
-- for this transaction, or this one see it.
CREATE FUNCTION credential_needs_open_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM tasks WHERE id = NEW.task_id AND agent_id = NEW.agent_id AND state IN ('running', 'paused') FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'task % has ended', NEW.task_id USING ERRCODE = 'CD001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER credential_needs_open_task BEFORE INSERT ON task_credentials
  FOR EACH ROW EXECUTE FUNCTION credential_needs_open_task();

-- The end of a task is the end of its credentials, in the same transaction and by whatever code path.
CREATE FUNCTION revoke_ended_credentials() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE task_credentials k
     SET revoked_at = clock_timestamp(), revoked_by = 'task', revoke_reason = 'its task has been ' || c.state
    FROM changed c
   WHERE k.task_id = c.id AND k.revoked_at IS NULL AND c.state NOT IN ('running', 'paused');
  RETURN NULL;
END $$;
CREATE TRIGGER revoke_ended_credentials AFTER UPDATE ON tasks
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION revoke_ended_credentials();

-- INVARIANT (next-decision): what a token depends on moves the version of its task, its agent or the
-- configuration, which the statement that records decisions compares.
CREATE TRIGGER bump_tasks AFTER UPDATE ON task_credentials
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_tasks();
CREATE TRIGGER bump_tasks_delete AFTER DELETE ON task_credentials
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_tasks();

CREATE TRIGGER bump_agents_insert AFTER INSERT ON workload_identities
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_agents();
CREATE TRIGGER bump_agents_update AFTER UPDATE ON workload_identities
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_agents();
CREATE TRIGGER bump_agents_delete AFTER DELETE ON workload_identities
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_agents();

CREATE FUNCTION bump_issuers_agents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE agent_live SET version = version + 1
   WHERE agent_id IN (
     SELECT w.agent_id FROM workload_identities w JOIN changed c ON c.id = w.issuer_id WHERE w.removed_at IS NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER bump_issuers_agents AFTER UPDATE ON trusted_issuers
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION bump_issuers_agents();

CREATE TRIGGER bump_config AFTER INSERT OR UPDATE OR DELETE ON token_keys
  FOR EACH STATEMENT EXECUTE FUNCTION bump_config('keys');
