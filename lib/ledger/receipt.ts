import { hash } from 'node:crypto';
import { canonicalJson, sha256Hex } from './canonical';
import { canonicalMembers, scannedString } from './canonical-scan';
import { linkHash } from './chain';
import { parseCheckpoint } from './checkpoint-record';
import { KeyRing, type Signer, signatureRefusal, signDetached } from './signing';

/** A decision's place in its writer's chain; hashes in hexadecimal. */
export type ReceiptChain = { writer: string; seq: number; previous: string; hash: string };

/**
 * The first checkpoint that covers a decision. `path` holds the digests of the records between it and the
 * head that the checkpoint names, so that the covering can be computed; null when they are too many.
 */
export type ReceiptCheckpoint = {
  seq: number;
  record: string;
  keyId: string;
  signature: string;
  path: readonly string[] | null;
};

/** A decision and its outcome report in a form that needs no database to be believed. */
export type Receipt = {
  v: 1;
  decision: string;
  /** The exact canonical text that was recorded. */
  record: string;
  chain: ReceiptChain;
  report: { record: string } | null;
  checkpoint: ReceiptCheckpoint | null;
  keyId: string;
  signature: string;
};

/** What the signature of a receipt stands for: everything in it, by digests. */
function signedText({
  decision,
  record,
  chain,
  report,
  checkpoint,
}: Omit<Receipt, 'keyId' | 'signature'>): string {
  return canonicalJson({
    v: 1,
    decision,
    record_digest: sha256Hex(record),
    chain,
    report_digest: report === null ? null : sha256Hex(report.record),
    checkpoint:
      checkpoint === null ? null : { seq: checkpoint.seq, record_digest: sha256Hex(checkpoint.record) },
  });
}

export function signReceipt(signer: Signer, receipt: Omit<Receipt, 'keyId' | 'signature'>): Receipt {
  return {
    ...receipt,
    keyId: signer.keyId,
    signature: signDetached(signer, 'cordon-receipt', signedText(receipt)),
  };
}

/** Why a receipt proves nothing, or how much it proves. */
export type ReceiptVerdict =
  | { ok: false; why: string }
  | {
      ok: true;
      /**
       * `recorded`: the key's holder says so. `signed`: also a checkpoint does. `sealed`: that the checkpoint
       * covers it was computed, so not even the key's holder can change the record any more.
       */
      proof: 'recorded' | 'signed' | 'sealed';
    };

/** Verifies a receipt offline, with the keys of `/.well-known/jwks.json`. Total: never throws. */
export function verifyReceipt(receipt: Receipt, jwks: { keys: readonly unknown[] }): ReceiptVerdict {
  try {
    return judge(receipt, ringOf(jwks));
  } catch {
    return { ok: false, why: 'it does not have the shape of a receipt' };
  }
}

function ringOf({ keys }: { keys: readonly unknown[] }): KeyRing {
  const ring = new KeyRing();
  for (const key of keys) ring.add(String((key as { kid?: unknown } | null)?.kid), key);
  return ring;
}

const no = (why: string): ReceiptVerdict => ({ ok: false, why });

function judge(receipt: Receipt, keys: KeyRing): ReceiptVerdict {
  const { record, chain, report, checkpoint } = receipt;
  const refusal = signatureRefusal(
    keys,
    'cordon-receipt',
    receipt.signature,
    receipt.keyId,
    signedText(receipt),
  );
  if (refusal !== null) return no(refusal);
  const members = canonicalMembers(record);
  if (members === null) return no('its record is not in canonical form');
  if (scannedString(members.get('id')) !== receipt.decision) return no('its record is of another decision');
  if (linkHash(Buffer.from(chain.previous, 'hex'), record).toString('hex') !== chain.hash) {
    return no('its hash does not follow from its record');
  }
  if (report !== null) {
    const told = canonicalMembers(report.record);
    if (told === null) return no('its report is not in canonical form');
    if (scannedString(told.get('decision')) !== receipt.decision)
      return no('its report is of another decision');
  }
  if (checkpoint === null) return { ok: true, proof: 'recorded' };
  return judgeCheckpoint(chain, checkpoint, keys);
}

function judgeCheckpoint(chain: ReceiptChain, checkpoint: ReceiptCheckpoint, keys: KeyRing): ReceiptVerdict {
  const { keyId, path, record, seq, signature } = checkpoint;
  const refusal = signatureRefusal(keys, 'cordon-checkpoint', signature, keyId, record);
  if (refusal !== null) return no(`checkpoint ${seq}: ${refusal}`);
  const said = parseCheckpoint(record);
  const head = said?.decisions.find(({ writer }) => writer === chain.writer);
  if (said?.seq !== seq || head === undefined || head.seq < chain.seq) {
    return no(`checkpoint ${seq} does not cover it`);
  }
  if (path === null) return { ok: true, proof: 'signed' };
  let link: Buffer = Buffer.from(chain.hash, 'hex');
  for (const digest of path) {
    link = hash('sha256', Buffer.concat([link, Buffer.from(digest, 'hex')]), 'buffer') as Buffer;
  }
  if (path.length !== head.seq - chain.seq || link.toString('hex') !== head.hash) {
    return no(`its way to checkpoint ${seq} does not lead there`);
  }
  return { ok: true, proof: 'sealed' };
}
