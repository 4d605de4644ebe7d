-- Releasing everything needs two persons: one asks, another one confirms within an hour.
ALTER TABLE stops
  ADD COLUMN release_requested_by text,
  ADD COLUMN release_requested_person text,
  ADD COLUMN release_requested_at timestamptz(6),
  ADD COLUMN release_request_reason text,
  ADD COLUMN released_person text,
  -- Released without a second person: at the server's command line, or before two were asked for.
  ADD COLUMN released_alone boolean NOT NULL DEFAULT false;
UPDATE stops SET released_alone = true WHERE kind = 'everything' AND released_at IS NOT NULL;

ALTER TABLE stops
  ADD CONSTRAINT stops_whole_request CHECK (
    num_nulls(release_requested_by, release_requested_person, release_requested_at, release_request_reason) IN (0, 4)),
  -- INVARIANT (two-persons): whatever the code path.
  ADD CONSTRAINT stops_two_persons CHECK (
    kind <> 'everything' OR released_at IS NULL OR released_alone
    OR (release_requested_person IS NOT NULL AND released_person IS NOT NULL
        AND release_requested_person <> released_person
        AND released_at >= release_requested_at AND released_at < release_requested_at + interval '1 hour'));

-- What a stop looks for: tokens that live now.
CREATE INDEX issued_tokens_of_systems ON issued_tokens (expires_at) WHERE kind = 'system' AND revoked_at IS NULL;
