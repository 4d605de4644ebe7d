import type { ChangeChannelInput, ChannelView } from '@/lib/contract/channel';
import { isAdded } from '@/lib/domain/channel';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { changedMeanwhile, invalidInput } from '../errors';
import { inTransaction } from '../transaction';
import { checkChannelUrl } from './check-url';
import { keepChannelSecret } from './keep-secret';
import { loadChannelView, loadSeenChannel } from './load';

/** Changes what a channel takes, and where it goes. What is on its way goes where the channel leads then. */
export async function changeChannel(ctx: Ctx, { id, ...wishes }: ChangeChannelInput): Promise<ChannelView> {
  permit(ctx, 'channel.change');
  const { name, url, kinds, tiers, group, delaySeconds } = wishes;
  if (url !== undefined) await checkChannelUrl(url);
  return inTransaction(ctx, async (tx, now) => {
    const before = await loadSeenChannel(tx, ctx, id);
    if (isAdded(before.kind) && delaySeconds !== undefined) {
      throw invalidInput('delaySeconds', 'only e-mail waits');
    }
    for (const field of ['url', 'kinds', 'tiers', 'group'] as const) {
      if (!isAdded(before.kind) && wishes[field] !== undefined) {
        throw invalidInput(field, 'people are told what concerns them, by their own wishes');
      }
    }
    const isChat = before.kind !== 'webhook';
    const shown = url === undefined ? undefined : isChat ? new URL(url).host : url;
    const data = {
      ...(name !== undefined && { name }),
      ...(shown !== undefined && { url: shown }),
      ...(kinds !== undefined && { kinds }),
      ...(tiers !== undefined && { tiers }),
      ...(group !== undefined && { groupId: group }),
      ...(delaySeconds !== undefined && { delaySeconds }),
    };
    const { count } = await tx.channel.updateMany({
      where: { id, revision: before.revision },
      data: { ...data, revision: { increment: 1 } },
    });
    if (count !== 1) throw changedMeanwhile('channel', id);
    if (url !== undefined && isChat) await keepChannelSecret(tx, id, url, now);
    const from = Object.fromEntries(Object.keys(data).map((key) => [key, before[key as keyof typeof data]]));
    await writeAudit(tx, ctx, now, {
      event: 'channel.changed',
      subject: { kind: 'channel', id },
      details: { from, to: data },
    });
    return loadChannelView(tx, id, now);
  });
}
