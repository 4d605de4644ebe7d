import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { packReview, verifyReviewPackage } from './review-package';
import { signerFromPem } from './signing';
import { readZip, writeZip } from './stored-zip';

const signer = () =>
  signerFromPem(
    generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  );

const parts = {
  campaign: 'rvc_1',
  madeAt: new Date('2026-11-24T12:00:00Z'),
  texts: { 'items.csv': '"id"\r\n"rvi_1"\r\n', 'items.json': '[]' },
  receipts: [],
  checkpoint: null,
  keys: [],
};

test('a package proves itself, and names its campaign and key', () => {
  const own = signer();
  const archive = packReview(parts, own);
  expect(verifyReviewPackage(archive)).toEqual({
    ok: true,
    campaign: 'rvc_1',
    madeAt: '2026-11-24T12:00:00.000Z',
    keyId: own.keyId,
    files: 5,
    receipts: 0,
    checkpoint: null,
  });
});

// INVARIANT (tamper-evident)
test('one changed byte is found, wherever it is, and so is one more or one less', () => {
  const archive = packReview(parts, signer());
  for (let at = 0; at < archive.length; at += 1) {
    const changed = Uint8Array.from(archive);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(verifyReviewPackage(changed).ok, `byte ${at}`).toBe(false);
  }
  expect(verifyReviewPackage(archive.slice(0, -1)).ok).toBe(false);
  expect(verifyReviewPackage(Uint8Array.from([...archive, 0])).ok).toBe(false);
  expect(verifyReviewPackage(new Uint8Array()).ok).toBe(false);
});

test('files of another package, or one more, are found although the archive is well made', () => {
  const files = readZip(packReview(parts, signer())) ?? [];
  const other =
    readZip(packReview({ ...parts, texts: { ...parts.texts, 'items.csv': 'x' } }, signer())) ?? [];
  const exchanged = files.map((file) =>
    file.name === 'items.csv' ? (other.find(({ name }) => name === file.name) ?? file) : file,
  );
  expect(verifyReviewPackage(writeZip(exchanged))).toMatchObject({
    ok: false,
    why: 'items.csv is not what was signed',
  });
  expect(verifyReviewPackage(writeZip([...files, { name: 'more.txt', bytes: new Uint8Array() }])).ok).toBe(
    false,
  );
  const signature = other.find(({ name }) => name === 'signature.json');
  const resigned = files.map((file) =>
    file.name === 'signature.json' && signature !== undefined ? signature : file,
  );
  expect(verifyReviewPackage(writeZip(resigned)).ok).toBe(false);
});

test('an archive is the same bytes for the same files, and unzips elsewhere', () => {
  const files = [
    { name: 'a.txt', bytes: Buffer.from('a') },
    { name: 'ö/ü.txt', bytes: Buffer.from('ü') },
  ];
  expect(writeZip(files)).toEqual(writeZip(files));
  expect(readZip(writeZip(files))?.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
    ['a.txt', 'a'],
    ['ö/ü.txt', 'ü'],
  ]);
});
