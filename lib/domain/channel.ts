export const CHANNEL_KINDS = ['in_app', 'email', 'webhook', 'slack', 'teams'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Those of which there can be any number; the others are there once, for people. */
export const ADDED_CHANNEL_KINDS = ['webhook', 'slack', 'teams'] as const;
export type AddedChannelKind = (typeof ADDED_CHANNEL_KINDS)[number];
export const isAdded = (kind: ChannelKind): kind is AddedChannelKind =>
  (ADDED_CHANNEL_KINDS as readonly string[]).includes(kind);

export const IN_APP_CHANNEL = 'chn_00000000000000000000000001';
export const EMAIL_CHANNEL = 'chn_00000000000000000000000002';

export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'dropped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
