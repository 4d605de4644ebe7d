import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical';
import { parseCheckpoint } from './checkpoint-record';
import { type Receipt, verifyReceipt } from './receipt';
import { KeyRing, type Signer, signatureRefusal, signDetached } from './signing';
import { readZip, writeZip, type ZipFile } from './stored-zip';

/** The evidence of one review campaign, as a file that needs no database to be believed. */

const MANIFEST = 'manifest.json';
const SIGNATURE = 'signature.json';
const KEYS = 'keys.json';
const RECEIPTS = 'receipts.ndjson';
const CHECKPOINT = 'checkpoint.json';

type Manifest = {
  v: 1;
  product: 'cordon';
  kind: 'review-evidence';
  campaign: string;
  made_at: string;
  files: { name: string; bytes: number; sha256: string }[];
};
/** A checkpoint as it is signed. */
export type PackedCheckpoint = { seq: number; record: string; keyId: string; signature: string };
export type PackageParts = {
  campaign: string;
  madeAt: Date;
  /** By name: what people and programs read. */
  texts: Readonly<Record<string, string>>;
  receipts: readonly Receipt[];
  /** The newest one: everything in the package was in the ledger by then, or is not yet sealed. */
  checkpoint: PackedCheckpoint | null;
  keys: readonly { id: string; jwk: unknown }[];
};

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** One archive with a signed list of all that is in it. */
export function packReview(parts: PackageParts, signer: Signer): Uint8Array<ArrayBuffer> {
  const keys = [
    { id: signer.keyId, jwk: signer.publicJwk as unknown },
    ...parts.keys.filter(({ id }) => id !== signer.keyId),
  ];
  const files: ZipFile[] = [
    ...Object.entries(parts.texts).map(([name, text]) => ({ name, bytes: utf8(text) })),
    { name: RECEIPTS, bytes: utf8(parts.receipts.map((receipt) => `${JSON.stringify(receipt)}\n`).join('')) },
    { name: CHECKPOINT, bytes: utf8(canonicalJson(parts.checkpoint)) },
    {
      name: KEYS,
      bytes: utf8(canonicalJson({ keys: keys.map(({ id, jwk }) => ({ ...(jwk as object), kid: id })) })),
    },
  ];
  const manifest: Manifest = {
    v: 1,
    product: 'cordon',
    kind: 'review-evidence',
    campaign: parts.campaign,
    made_at: parts.madeAt.toISOString(),
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: digestOf(bytes) })),
  };
  const text = canonicalJson(manifest);
  const signature = { key_id: signer.keyId, signature: signDetached(signer, 'cordon-review', text) };
  return writeZip([
    { name: MANIFEST, bytes: utf8(text) },
    { name: SIGNATURE, bytes: utf8(canonicalJson(signature)) },
    ...files,
  ]);
}

export type PackageVerdict =
  | { ok: false; why: string }
  | {
      ok: true;
      campaign: string;
      madeAt: string;
      keyId: string;
      files: number;
      receipts: number;
      checkpoint: number | null;
    };

/** Verifies a package offline. Every byte counts, also those of the archive itself. Total: never throws. */
export function verifyReviewPackage(archive: Uint8Array): PackageVerdict {
  try {
    return judge(archive);
  } catch {
    return no('it does not have the shape of a package');
  }
}

const no = (why: string): PackageVerdict => ({ ok: false, why });

function judge(archive: Uint8Array): PackageVerdict {
  const files = readZip(archive);
  if (files === null) return no('it is no archive that was made here, or its bytes were changed');
  const byName = new Map(files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('utf8')]));
  const text = byName.get(MANIFEST) ?? '';
  const manifest = JSON.parse(text) as Manifest;
  const { key_id: keyId, signature } = JSON.parse(byName.get(SIGNATURE) ?? '');
  if (manifest.kind !== 'review-evidence' || manifest.v !== 1) return no('it is no evidence of a review');
  if (canonicalJson({ key_id: keyId, signature }) !== byName.get(SIGNATURE))
    return no('its signature is not in canonical form');

  const told = [MANIFEST, SIGNATURE, ...manifest.files.map(({ name }) => name)];
  if (files.map(({ name }) => name).join('\n') !== told.join('\n'))
    return no('its files are not those of its list');
  for (const [at, { name, bytes, sha256 }] of manifest.files.entries()) {
    const file = files[at + 2];
    if (file === undefined || file.bytes.length !== bytes || digestOf(file.bytes) !== sha256) {
      return no(`${name} is not what was signed`);
    }
  }
  const jwks = JSON.parse(byName.get(KEYS) ?? '') as { keys: { kid: string }[] };
  const ring = new KeyRing();
  for (const key of jwks.keys) ring.add(key.kid, key);
  const refusal = signatureRefusal(ring, 'cordon-review', signature, keyId, text);
  if (refusal !== null) return no(`its list: ${refusal}`);

  const receipts = (byName.get(RECEIPTS) ?? '').split('\n').filter((line) => line !== '');
  for (const line of receipts) {
    const receipt = JSON.parse(line) as Receipt;
    const verdict = verifyReceipt(receipt, jwks);
    if (!verdict.ok) return no(`receipt of ${receipt.decision}: ${verdict.why}`);
  }
  const checkpoint = JSON.parse(byName.get(CHECKPOINT) ?? 'null') as PackedCheckpoint | null;
  if (checkpoint !== null) {
    const why = signatureRefusal(
      ring,
      'cordon-checkpoint',
      checkpoint.signature,
      checkpoint.keyId,
      checkpoint.record,
    );
    if (why !== null) return no(`checkpoint ${checkpoint.seq}: ${why}`);
    if (parseCheckpoint(checkpoint.record)?.seq !== checkpoint.seq) return no('its checkpoint is another');
  }
  return {
    ok: true,
    campaign: manifest.campaign,
    madeAt: manifest.made_at,
    keyId,
    files: manifest.files.length,
    receipts: receipts.length,
    checkpoint: checkpoint?.seq ?? null,
  };
}
