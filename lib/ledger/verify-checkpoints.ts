import { linkHash } from './chain';
import { CHECKPOINT_GENESIS, type CheckpointRecord, parseCheckpoint } from './checkpoint-record';
import type { Problems } from './problem';
import { type CheckpointRow, databaseInstant, type KeyRow } from './row';
import { type KeyRing, signatureRefusal } from './signing';

/** Where the sealed chains stand at some checkpoint. */
export type Sealed = {
  decisions: ReadonlyMap<string, { seq: number; hash: string }>;
  audit: { seq: number; hash: string };
};

/** A head that a checkpoint names, to be met again in the chain. */
export type SealedHead = { hash: string; checkpoint: number };

/**
 * Walks the checkpoints in their order: each linked to the one before, signed with a known key, and in
 * agreement with what it says about itself. Collects the heads that the chains must contain.
 */
export class CheckpointWalk {
  readonly heads = new Map<string, Map<number, SealedHead>>();
  readonly auditHeads = new Map<number, SealedHead>();
  count = 0;
  last: { seq: number; at: string; hash: string } | null = null;
  readonly #problems: Problems;
  readonly #keys: KeyRing;
  readonly #latest = new Map<string, { seq: number; hash: string }>();
  #latestAudit = { seq: 0, hash: CHECKPOINT_GENESIS.toString('hex') };
  #decisions = 0;
  #installation: string | null = null;

  constructor(problems: Problems, keys: KeyRing) {
    this.#problems = problems;
    this.#keys = keys;
  }

  /** Where the chains stand at the last checkpoint so far. */
  sealed(): Sealed {
    return { decisions: new Map(this.#latest), audit: this.#latestAudit };
  }

  key(row: KeyRow): void {
    if (!this.#keys.add(row.id, row.jwk)) {
      this.#problems.add('signing_keys', row.id, 0, 'its id is not the thumbprint of an Ed25519 key');
    }
  }

  checkpoint(row: CheckpointRow): void {
    this.count += 1;
    const say = (what: string) => this.#problems.add('checkpoints', String(row.seq), row.seq, what);
    const previous = this.last?.hash ?? CHECKPOINT_GENESIS.toString('hex');
    const expected = (this.last?.seq ?? 0) + 1;
    if (row.seq !== expected) {
      this.#problems.add('checkpoints', String(expected), expected, `it is missing; ${row.seq} follows`);
    }
    const record = parseCheckpoint(row.record);
    if (record === null) {
      say('its record is not the canonical text of a checkpoint');
    } else {
      if (record.seq !== row.seq) say('column seq differs from its record');
      if (databaseInstant(record.at) !== row.at) say('column at differs from its record');
      if (row.seq === expected && record.previous !== previous)
        say('it does not follow the checkpoint before it');
      if (linkHash(Buffer.from(record.previous, 'hex'), row.record).toString('hex') !== row.hash) {
        say('column hash is not the link of its record');
      }
      this.#takeHeads(row.seq, record, say);
    }
    const refusal = signatureRefusal(this.#keys, 'cordon-checkpoint', row.signature, row.keyId, row.record);
    if (refusal !== null) say(refusal);
    this.last = { seq: row.seq, at: record?.at ?? '', hash: row.hash };
  }

  #takeHeads(seq: number, record: CheckpointRecord, say: (what: string) => void): void {
    this.#installation ??= record.installation;
    if (record.installation !== this.#installation) say('it is of another installation');
    for (const head of record.decisions) {
      const before = this.#latest.get(head.writer);
      if (before !== undefined && head.seq < before.seq) {
        say(`the chain of ${head.writer} is shorter here than in an earlier checkpoint`);
      }
      this.#decisions += head.seq - (before?.seq ?? 0);
      this.#latest.set(head.writer, { seq: head.seq, hash: head.hash });
      let ofWriter = this.heads.get(head.writer);
      if (ofWriter === undefined) {
        ofWriter = new Map();
        this.heads.set(head.writer, ofWriter);
      }
      const known = ofWriter.get(head.seq);
      if (known !== undefined && known.hash !== head.hash) {
        say(
          `it names another hash for decision ${head.seq} of ${head.writer} than checkpoint ${known.checkpoint}`,
        );
      }
      if (known === undefined) ofWriter.set(head.seq, { hash: head.hash, checkpoint: seq });
    }
    if (record.audit.seq < this.#latestAudit.seq)
      say('the audit chain is shorter here than in an earlier checkpoint');
    this.#latestAudit = record.audit;
    if (record.audit.seq > 0 && !this.auditHeads.has(record.audit.seq)) {
      this.auditHeads.set(record.audit.seq, { hash: record.audit.hash, checkpoint: seq });
    }
    const { chains, decisions, audit_events } = record.counts;
    if (chains !== this.#latest.size || decisions !== this.#decisions || audit_events !== record.audit.seq) {
      say('its counts do not follow from its heads and those before');
    }
  }
}
