-- Cases that a guardrail must answer as expected before it is enforced, and recorded decisions judged again with
-- a draft. Neither is looked at by a decision.

CREATE TYPE replay_state AS ENUM ('queued', 'running', 'done', 'cancelled', 'failed');
CREATE TYPE guardrail_case_answer AS ENUM ('silent', 'escalate', 'defer', 'deny');

CREATE TABLE guardrail_cases (
  id text PRIMARY KEY,
  guardrail text NOT NULL REFERENCES guardrails (name) ON UPDATE CASCADE ON DELETE RESTRICT,
  name text NOT NULL,
  -- All that a guardrail may look at, as it was when the case was made.
  call jsonb NOT NULL,
  expected guardrail_case_answer NOT NULL,
  -- The decision it was made from.
  decision_id text NOT NULL,
  created_at timestamptz(6) NOT NULL,
  created_by text NOT NULL
);
CREATE UNIQUE INDEX guardrail_cases_guardrail_decision_id_key ON guardrail_cases (guardrail, decision_id);

CREATE TABLE replays (
  id text PRIMARY KEY,
  guardrail text NOT NULL REFERENCES guardrails (name) ON UPDATE CASCADE ON DELETE RESTRICT,
  text text NOT NULL,
  since timestamptz(6) NOT NULL,
  state replay_state NOT NULL DEFAULT 'queued',
  -- How many decisions there are to look at, and at how many it has looked.
  total integer,
  looked integer NOT NULL DEFAULT 0,
  requested_at timestamptz(6) NOT NULL,
  requested_by text NOT NULL,
  started_at timestamptz(6),
  -- Whoever runs it says so every few seconds. When that stops, somebody else begins anew.
  alive_at timestamptz(6),
  attempts integer NOT NULL DEFAULT 0,
  ended_at timestamptz(6),
  result jsonb,
  error text,
  CONSTRAINT replays_ended CHECK ((state IN ('done', 'cancelled', 'failed')) = (ended_at IS NOT NULL)),
  CONSTRAINT replays_result CHECK ((state = 'done') = (result IS NOT NULL))
);
CREATE INDEX replays_guardrail_requested_at_idx ON replays (guardrail, requested_at);
CREATE INDEX replays_open ON replays (requested_at) WHERE state IN ('queued', 'running');
