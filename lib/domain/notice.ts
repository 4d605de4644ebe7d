import { asks, type ToldKind } from './notification';
import { REASONS, type ReasonCode } from './reason';
import { noticeOfReview, type ToldReview } from './review-notice';
import type { RiskTier } from './risk-tier';

/** What is told of a call that waits, or waited, for people. Never its arguments: they may be confidential. */
export type ToldEscalation = {
  about: 'escalation';
  agentName: string;
  tool: string;
  resource: string | null;
  purpose: string;
  onBehalfOf: string | null;
  reasons: readonly string[];
  tier: RiskTier | null;
  expiresAt: Date;
  /** A sentence; null where there is nothing to recommend any more. */
  recommendation: string | null;
  answeredBy: string | null;
  answeredAt: Date | null;
};
export type Told =
  | ToldEscalation
  | ToldReview
  | { about: 'agent'; agentName: string }
  | { about: 'stop'; reason: string; by: string }
  | { about: 'test'; channelName: string };

/** A message as every channel tells it, each in its own form. */
export type Notice = {
  title: string;
  facts: readonly { label: string; value: string }[];
  sentences: readonly string[];
  link: { href: string; text: string };
};

type Around = {
  /** Where a person sees it and can answer. Following it decides nothing. */
  href: string;
  timeZone: string;
  /** For whom the reader stands in while they are away. */
  standsInFor?: string | null;
};

const MOST = 300;

/** One line of bounded length: what agents write stands beside what we say, and must not look like it. */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length <= MOST ? line : `${line.slice(0, MOST - 1)}…`;
}

/** An instant on the reader's clock, with its zone: `10 January 2026, 13:00 CET`. */
export function instantText(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })
    .format(at)
    .replace(' at ', ', ');
}

const why = (reasons: readonly string[]): string =>
  reasons.map((code) => REASONS[code as ReasonCode]?.title ?? code).join('; ');

const TITLES: Partial<Record<ToldKind, (told: ToldEscalation) => string>> = {
  'escalation.created': ({ agentName, tool }) => `${agentName} asks to call ${tool}`,
  'escalation.half_time': ({ agentName, tool }) =>
    `Half of the time is over: ${agentName} asks to call ${tool}`,
  'escalation.reassigned': ({ agentName, tool }) => `You were asked to decide: ${agentName} calls ${tool}`,
  'escalation.approval_given': ({ agentName, tool }) =>
    `Somebody has approved, others must, too: ${agentName} asks to call ${tool}`,
  'escalation.approved': ({ agentName, tool }) => `Approved: ${agentName} may call ${tool}`,
  'escalation.denied': ({ agentName, tool }) => `Denied: ${agentName} may not call ${tool}`,
  'escalation.withdrawn': ({ agentName, tool }) => `Withdrawn: ${agentName} no longer asks to call ${tool}`,
  'escalation.expired': ({ agentName, tool }) => `Not answered in time: ${agentName} may not call ${tool}`,
  'escalation.glass_broken': ({ agentName, tool }) =>
    `Glass broken: ${agentName} calls ${tool} on one admin’s word`,
  'escalation.unanswerable': ({ agentName, tool }) => `Nobody may answer: ${agentName} asks to call ${tool}`,
};

function noticeOfEscalation(kind: ToldKind, told: ToldEscalation, around: Around): Notice {
  const plain = { ...told, agentName: oneLine(told.agentName), tool: oneLine(told.tool) };
  const isOpen = asks(kind);
  const facts = [
    { label: 'Agent', value: plain.agentName },
    { label: 'Call', value: plain.tool },
    ...(told.resource === null ? [] : [{ label: 'Resource', value: oneLine(told.resource) }]),
    { label: 'Task', value: oneLine(told.purpose) },
    ...(told.onBehalfOf === null ? [] : [{ label: 'For', value: oneLine(told.onBehalfOf) }]),
    ...(told.tier === null ? [] : [{ label: 'Tier', value: told.tier }]),
    ...(isOpen ? [{ label: 'Why a person', value: why(told.reasons) }] : []),
    ...(isOpen ? [{ label: 'Until', value: instantText(told.expiresAt, around.timeZone) }] : []),
    ...(!isOpen && told.answeredBy !== null ? [{ label: 'By', value: oneLine(told.answeredBy) }] : []),
    ...(!isOpen && told.answeredAt !== null
      ? [{ label: 'At', value: instantText(told.answeredAt, around.timeZone) }]
      : []),
  ];
  const sentences = [
    ...(isOpen && told.recommendation !== null ? [told.recommendation] : []),
    ...(isOpen ? ['Without an answer the call is denied.'] : []),
    ...(kind === 'escalation.unanswerable' ? ['Everybody who could answer has a part in it.'] : []),
    ...(kind === 'escalation.glass_broken' ? ['Somebody else has to review it afterwards.'] : []),
  ];
  return {
    title: TITLES[kind]?.(plain) ?? `News of a call of ${plain.agentName}`,
    facts,
    sentences,
    link: { href: around.href, text: isOpen ? 'Look at it and decide' : 'Look at it' },
  };
}

function plainNotice(told: Exclude<Told, ToldEscalation | ToldReview>, { href }: Around): Notice {
  switch (told.about) {
    case 'agent':
      return {
        title: `You are asked to answer for the agent ${oneLine(told.agentName)}`,
        facts: [{ label: 'Agent', value: oneLine(told.agentName) }],
        sentences: ['Until you accept it, it does less.'],
        link: { href, text: 'Look at it' },
      };
    case 'stop':
      return {
        title: 'Everything was stopped',
        facts: [
          { label: 'By', value: oneLine(told.by) },
          { label: 'Reason', value: oneLine(told.reason) },
        ],
        sentences: ['No agent is allowed anything until it is released.'],
        link: { href, text: 'Look at it' },
      };
    case 'test':
      return {
        title: 'A test of Cordon’s notifications',
        facts: [{ label: 'Channel', value: oneLine(told.channelName) }],
        sentences: ['Nothing waits for you. Notifications of this channel arrive here.'],
        link: { href, text: 'The channel’s settings' },
      };
  }
}

function plainly(kind: ToldKind, told: Told, around: Around): Notice {
  if (told.about === 'escalation') return noticeOfEscalation(kind, told, around);
  if (told.about !== 'review') return plainNotice(told, around);
  const instant = (at: Date) => instantText(at, around.timeZone);
  return noticeOfReview(kind, told, around.href, { line: oneLine, instant });
}

/** What is told of one event, to one reader. */
export function noticeOf(kind: ToldKind, told: Told, around: Around): Notice {
  const notice = plainly(kind, told, around);
  if (around.standsInFor == null) return notice;
  return {
    ...notice,
    sentences: [
      ...notice.sentences,
      `You are told for ${oneLine(around.standsInFor)}, who is away; this gives you no right to decide.`,
    ],
  };
}
