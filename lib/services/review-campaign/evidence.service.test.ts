import { afterAll, beforeAll, expect, test } from 'vitest';
import { LedgerMaker } from '@/lib/ledger/made-ledger.fixture';
import { verifyReviewPackage } from '@/lib/ledger/review-package';
import { readZip } from '@/lib/ledger/stored-zip';
import { newSigner } from '../checkpoint/sealed-ledger.fixture';
import { keepItem } from '../review-item/keep';
import { exportReviewEvidence } from './evidence';
import { ReviewWorld, seen } from './review.fixture';
import { signOffCampaign } from './sign-off';

let review: ReviewWorld;
beforeAll(async () => {
  review = await ReviewWorld.create();
});
afterAll(() => review.drop());

test('the evidence of a campaign is one file that proves itself, and taking it is written down', async () => {
  // The agent and the tool of real decisions, whose chain can be proven.
  await review.agent('filing-bot');
  await review.prisma.system.create({
    data: {
      id: 'files',
      name: 'f',
      kind: 'saas',
      zone: 'internal',
      environment: 'production',
      sensitivity: 'internal',
    },
  });
  await review.prisma.tool.create({
    data: {
      id: 'files/read',
      systemId: 'files',
      name: 'read',
      actionClass: 'read',
      sensitivity: 'internal',
      returnsUntrusted: false,
      reversible: true,
      sensitiveArguments: [],
      digest: 'd',
      reviewedDigest: 'd',
      state: 'reviewed',
    },
  });
  const id = await review.world.entitlement('filing-bot', {
    activation: 'automatic',
    tools: ['read'],
    classes: ['read'],
    system: 'files',
  });
  const maker = new LedgerMaker(review.world.database.url);
  const decision = (await maker.decide(LedgerMaker.writer(), 3)).at(-1) ?? '';
  await maker.close();
  const campaign = await review.campaign({ filter: { agents: ['filing-bot'] } });
  const bea = await review.as('bea');
  await keepItem(bea, { ...seen(await review.item(campaign, id)), comment: '=1+1' });
  await signOffCampaign(bea, { id: campaign });
  const { name, bytes } = await exportReviewEvidence(await review.as('aud'), { id: campaign }, newSigner());
  expect(name).toBe(`cordon-review-${campaign}.zip`);
  expect(verifyReviewPackage(bytes)).toMatchObject({ ok: true, campaign, receipts: 3, files: 7 });
  const files = new Map(
    (readZip(bytes) ?? []).map((file) => [file.name, Buffer.from(file.bytes).toString()]),
  );
  expect([...files.keys()]).toEqual([
    'manifest.json',
    'signature.json',
    'campaign.json',
    'items.csv',
    'items.json',
    'reviewer-log.csv',
    'receipts.ndjson',
    'checkpoint.json',
    'keys.json',
  ]);
  expect(files.get('receipts.ndjson')).toContain(decision);
  // What somebody wrote does not run in a spreadsheet.
  expect(files.get('items.csv')).toContain(`"'=1+1"`);
  expect(files.get('reviewer-log.csv')).toMatch(/"keep","9000"[\s\S]*"sign_off"[\s\S]*"apply"/);
  expect(await review.world.eventsAbout(campaign)).toContain('review-campaign.exported');
  await expect(
    exportReviewEvidence(await review.as('own'), { id: campaign }, newSigner()),
  ).rejects.toMatchObject({ code: 'forbidden' });
});
