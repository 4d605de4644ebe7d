import { queryOptions } from '@tanstack/react-query';
import { apiGet } from './api';
import { DeferralView } from './shape/deferral';
import { GrantView } from './shape/grant';

/** The grant that a decision rests on, as it stands now. */
export const grantOne = (id: string) =>
  queryOptions({
    queryKey: ['grant', 'one', id],
    queryFn: ({ signal }) => apiGet(`/api/v1/grants/${encodeURIComponent(id)}`, GrantView, { signal }),
  });

/** What a decision's call waits under, as it stands now. */
export const deferralOne = (id: string) =>
  queryOptions({
    queryKey: ['deferral', 'one', id],
    queryFn: ({ signal }) => apiGet(`/api/v1/deferrals/${encodeURIComponent(id)}`, DeferralView, { signal }),
  });
