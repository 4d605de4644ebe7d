import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { KeyRing, keyIdOf, signatureRefusal, signDetached, signerFromPem } from './signing';

const newSigner = () =>
  signerFromPem(
    generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  );
const signer = newSigner();
const ring = (...signers: (typeof signer)[]) => {
  const keys = new KeyRing();
  for (const one of signers) keys.add(one.keyId, one.publicJwk);
  return keys;
};
const text = '{"a":"ä"}';
const jws = signDetached(signer, 'cordon-receipt', text);

describe('a detached signature', () => {
  test('is a JWS that others verify, by a key whose id is its RFC 7638 thumbprint', async () => {
    expect(signer.keyId).toBe(await calculateJwkThumbprint(signer.publicJwk));
    const whole = jws.replace('..', `.${Buffer.from(text).toString('base64url')}.`);
    const verified = await compactVerify(whole, await importJWK(signer.publicJwk, 'EdDSA'));
    expect(new TextDecoder().decode(verified.payload)).toBe(text);
    expect(verified.protectedHeader).toMatchObject({ kid: signer.keyId, typ: 'cordon-receipt+jws' });
    expect(signatureRefusal(ring(signer), 'cordon-receipt', jws, signer.keyId, text)).toBeNull();
  });

  const other = newSigner();
  const wrong = [
    {
      name: 'another text',
      refusal: () => signatureRefusal(ring(signer), 'cordon-receipt', jws, signer.keyId, `${text} `),
    },
    {
      name: 'another kind',
      refusal: () => signatureRefusal(ring(signer), 'cordon-checkpoint', jws, signer.keyId, text),
    },
    {
      name: 'another key',
      refusal: () => signatureRefusal(ring(signer, other), 'cordon-receipt', jws, other.keyId, text),
    },
    {
      name: 'an unknown key',
      refusal: () => signatureRefusal(ring(other), 'cordon-receipt', jws, signer.keyId, text),
    },
    {
      name: 'its payload inside',
      refusal: () =>
        signatureRefusal(ring(signer), 'cordon-receipt', jws.replace('..', '.e30.'), signer.keyId, text),
    },
    {
      name: 'no signature',
      refusal: () =>
        signatureRefusal(ring(signer), 'cordon-receipt', jws.replace(/[^.]*$/, ''), signer.keyId, text),
    },
    {
      name: 'a signature spelled otherwise',
      refusal: () => signatureRefusal(ring(signer), 'cordon-receipt', `${jws}=`, signer.keyId, text),
    },
    {
      name: 'nothing',
      refusal: () => signatureRefusal(ring(signer), 'cordon-receipt', '', signer.keyId, text),
    },
  ];
  for (const { name, refusal } of wrong)
    test(`is refused with ${name}`, () => expect(refusal()).not.toBeNull());

  test('a key is taken only under its own id', () => {
    const keys = new KeyRing();
    expect(keys.add(other.keyId, signer.publicJwk)).toBe(false);
    expect(keys.add(keyIdOf(signer.publicJwk), { ...signer.publicJwk, kty: 'RSA' })).toBe(false);
    expect(keys.add(signer.keyId, null)).toBe(false);
    expect(keys.get(signer.keyId)).toBeNull();
  });
});
