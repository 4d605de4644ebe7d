import type { ChannelKind } from '@/lib/domain/channel';
import type { Notice } from '@/lib/domain/notice';
import { mailSettings } from '@/lib/environment';
import { outgoingPolicy } from '@/lib/outgoing/policy';
import type { SealedSecret } from '@/lib/vault/envelope';
import { VaultError } from '@/lib/vault/envelope';
import { openChannelSecret } from './channel-secret';
import { sendMail } from './mail';
import { postJson } from './post';
import type { Sent } from './sent';
import { slackMessage } from './slack';
import { teamsMessage } from './teams';
import { webhookHeaders } from './webhook';

/** One message, ready to be sent over its channel. */
export type Sending = {
  /** The same for every try. */
  id: string;
  kind: string;
  at: Date;
  notice: Notice;
  /** What programs read of it. */
  data: Record<string, unknown>;
  channel: {
    id: string;
    kind: ChannelKind;
    url: string | null;
    secret: (SealedSecret & { id: string; channelId: string }) | null;
  };
  /** Of the person who is told; null where the channel is nobody’s in particular. */
  email: string | null;
  /** The message that this one follows, with its title. */
  follows: { id: string; title: string } | null;
  /** The name under which messages are made: the host of the console. */
  host: string;
};

const failed = (error: string): Sent => ({ isDelivered: false, error, reply: null });
const messageId = (id: string, host: string): string => `<${id}@${host}>`;

/** Sends one message now, once. Never throws for what the other side does. */
export async function send(sending: Sending, now: Date): Promise<Sent> {
  try {
    return await sendOver(sending, now);
  } catch (error) {
    if (error instanceof VaultError) return failed(error.message);
    throw error;
  }
}

async function sendOver(sending: Sending, now: Date): Promise<Sent> {
  const { channel, notice, id, host, follows } = sending;
  switch (channel.kind) {
    case 'in_app':
      return { isDelivered: true, error: null, reply: null };
    case 'email': {
      const settings = mailSettings();
      if (settings === null) return failed('no mail server is configured: set CORDON_SMTP_URL');
      if (sending.email === null) return failed('nobody was named');
      return sendMail(settings, {
        to: sending.email,
        notice,
        subject: follows === null ? notice.title : `Re: ${follows.title}`,
        messageId: messageId(id, host),
        inReplyTo: follows === null ? null : messageId(follows.id, host),
      });
    }
  }
  if (channel.secret === null) return failed('the channel has no secret');
  const secret = openChannelSecret(channel.secret);
  const policy = outgoingPolicy();
  switch (channel.kind) {
    case 'webhook': {
      const body = JSON.stringify({
        type: sending.kind,
        timestamp: sending.at.toISOString(),
        data: sending.data,
      });
      return postJson(policy, channel.url ?? '', body, webhookHeaders(secret, id, now, body));
    }
    case 'slack':
      return postJson(policy, secret, JSON.stringify(slackMessage(notice)));
    case 'teams':
      return postJson(policy, secret, JSON.stringify(teamsMessage(notice)));
  }
}
