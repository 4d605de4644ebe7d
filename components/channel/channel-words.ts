import type { ChannelKind, DeliveryState } from '@/lib/domain/channel';
import type { Topic } from '@/lib/domain/notification';

export const CHANNEL_WORDS: Record<ChannelKind, string> = {
  in_app: 'This console',
  email: 'E-mail',
  webhook: 'Webhook',
  slack: 'Slack',
  teams: 'Teams',
};

const KIND_WORDS: Record<string, string> = {
  'escalation.created': 'A call waits for a person',
  'escalation.half_time': 'Half of its time is over',
  'escalation.reassigned': 'A certain person is asked',
  'escalation.approval_given': 'One of several has approved',
  'escalation.approved': 'A call was approved',
  'escalation.denied': 'A call was denied',
  'escalation.withdrawn': 'A question was taken back',
  'escalation.expired': 'Nobody answered in time',
  'escalation.glass_broken': 'One admin approved alone',
  'escalation.unanswerable': 'Nobody may answer',
  'agent.ownership_proposed': 'Somebody is to answer for an agent',
  'stop.created': 'Everything was stopped',
  'review.opened': 'An access review has begun',
  'review.reminder': 'An access review is not done yet',
  'review.overdue': 'An access review is overdue',
  'review.silence': 'Silence is about to decide an access review',
  'review.closed': 'An access review is closed',
  'review.reassigned': 'Somebody else is to review',
  'channel.test': 'Test',
};
export const kindWords = (kind: string): string => KIND_WORDS[kind] ?? kind;

export const TOPIC_WORDS: Record<Topic, { label: string; says: string }> = {
  question: {
    label: 'Calls that wait for me',
    says: 'New ones, those given to me, and when half of the time is over.',
  },
  answer: {
    label: 'What others decided',
    says: 'After I was asked by e-mail: one message in the same thread.',
  },
  problem: {
    label: 'Problems',
    says: 'Nobody may answer. That one admin has approved alone is told to every admin, whatever they choose.',
  },
  ownership: { label: 'Agents I am to answer for', says: 'Somebody proposes that I take one over.' },
  stop: { label: 'Stops of everything', says: 'Nothing is allowed any more.' },
  review: {
    label: 'Access reviews',
    says: 'One message a review, however many items are mine: when it begins, reminders, when it is overdue, before silence decides, and when it is closed.',
  },
};

export const DELIVERY_WORDS: Record<
  DeliveryState,
  { tone: 'allow' | 'deny' | 'escalate' | 'plain'; text: string }
> = {
  delivered: { tone: 'allow', text: 'Delivered' },
  failed: { tone: 'deny', text: 'Failed' },
  pending: { tone: 'escalate', text: 'On its way' },
  dropped: { tone: 'plain', text: 'Not needed' },
};
