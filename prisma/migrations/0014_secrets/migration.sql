-- What Cordon shows to systems so that they know who asks. Sealed: without the key that `key_id` names,
-- which is kept elsewhere, a row says nothing.
CREATE TABLE "system_secrets" (
    "system_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "header" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,
    "rotated_at" TIMESTAMPTZ(6) NOT NULL,
    "rotate_after_days" INTEGER,
    "reach" TEXT[] NOT NULL DEFAULT '{}',

    CONSTRAINT "system_secrets_pkey" PRIMARY KEY ("system_id")
);
CREATE UNIQUE INDEX "system_secrets_id_key" ON "system_secrets"("id");
CREATE INDEX "system_secrets_key_id_idx" ON "system_secrets"("key_id");
ALTER TABLE "system_secrets" ADD CONSTRAINT "system_secrets_system_id_fkey"
  FOREIGN KEY ("system_id") REFERENCES "systems"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- INVARIANT (sealed-secrets): nonce, tag and key are 60 bytes; what is shorter was never sealed.
ALTER TABLE "system_secrets"
  ADD CONSTRAINT "system_secrets_key_wrapped" CHECK (octet_length("wrapped_key") = 60),
  ADD CONSTRAINT "system_secrets_sealed" CHECK (octet_length("sealed") > 28),
  ADD CONSTRAINT "system_secrets_header_lower" CHECK ("header" = lower("header")),
  ADD CONSTRAINT "system_secrets_age_positive" CHECK ("rotate_after_days" > 0);
