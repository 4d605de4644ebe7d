import type { ReviewCovers, ReviewReviewer } from '@/lib/contract/review-schedule';
import type { ReviewEvent, ScheduleSilence } from '@/lib/domain/review';

/** What of a schedule holds for one run, whatever becomes of the schedule. */
export type CampaignTerms = {
  covers: ReviewCovers;
  reviewer: ReviewReviewer;
  secondReviewer: ReviewReviewer | null;
  onSilence: ScheduleSilence;
  remindBeforeDays: number[];
  timeZone: string;
  /** Only agents whose review is due. */
  byTier: boolean;
  /** Whether an agent whose items are done is due again only after its tier's cadence. */
  movesDue: boolean;
};

/** What set a campaign off, where it was not the calendar. */
export type CampaignCause = {
  event: ReviewEvent;
  /** Names it among all causes. */
  key: string;
  subject: string;
  says: string;
  at: string;
  /** What it makes people look at. */
  look: {
    what: ReviewCovers['what'];
    agentIds?: string[];
    ownerIds?: string[];
    systemIds?: string[];
    entitlementIds?: string[];
    toolIds?: string[];
  };
};
