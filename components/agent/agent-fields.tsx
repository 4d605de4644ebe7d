'use client';

import { AUTONOMIES, type Autonomy } from '@/lib/domain/agent';
import { RISK_TIERS, type RiskTier } from '@/lib/domain/risk-tier';
import { ENVIRONMENTS } from '@/lib/domain/system';

/** The words that forms about agents offer. */
const TIER_WORDS: Record<RiskTier, string> = {
  low: 'Low',
  moderate: 'Moderate',
  high: 'High',
  critical: 'Critical',
};
export const AUTONOMY_WORDS: Record<Autonomy, string> = {
  assisted: 'Assisted: a person takes each step with it',
  supervised: 'Supervised: a person watches',
  autonomous: 'Autonomous: nobody watches',
};

export const TIER_OPTIONS = RISK_TIERS.map((value) => ({ value, label: TIER_WORDS[value] }));
export const AUTONOMY_OPTIONS = AUTONOMIES.map((value) => ({ value, label: AUTONOMY_WORDS[value] }));
export const ENVIRONMENT_OPTIONS = ENVIRONMENTS.map((value) => ({
  value,
  label: `${value[0]?.toUpperCase()}${value.slice(1)}`,
}));
