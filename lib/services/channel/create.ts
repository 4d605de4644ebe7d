import type { CreateChannelInput, NewChannelView } from '@/lib/contract/channel';
import { freshId } from '@/lib/db/new-id';
import { newWebhookSecret } from '@/lib/notify/webhook';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { checkChannelUrl } from './check-url';
import { keepChannelSecret } from './keep-secret';
import { loadChannelView } from './load';

/**
 * Adds a channel. A webhook gets a secret to sign with, shown this once; the address of a chat is a secret
 * itself, and only its host is shown from now on.
 */
export async function createChannel(ctx: Ctx, input: CreateChannelInput): Promise<NewChannelView> {
  permit(ctx, 'channel.create');
  const { kind, name, url, kinds, tiers, group } = input;
  await checkChannelUrl(url);
  const isWebhook = kind === 'webhook';
  const secret = isWebhook ? newWebhookSecret() : url;
  return inTransaction(ctx, async (tx, now) => {
    const id = freshId('chn', now);
    const shown = isWebhook ? url : new URL(url).host;
    await tx.channel.create({
      data: {
        id,
        kind,
        name,
        url: shown,
        kinds,
        tiers,
        groupId: group,
        createdBy: ctx.actor.id,
        createdAt: now,
      },
    });
    await keepChannelSecret(tx, id, secret, now);
    await writeAudit(tx, ctx, now, {
      event: 'channel.created',
      subject: { kind: 'channel', id },
      details: { kind, name, url: shown, kinds, tiers, group },
    });
    return { ...(await loadChannelView(tx, id, now)), secret: isWebhook ? secret : null };
  });
}
