import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import type { channelOperations } from '@/lib/contract/channel';
import { apiPatch, apiPost } from './api';
import { itemsOf, pagesOf } from './page';
import {
  ChannelPreview,
  ChannelView,
  DeliveryView,
  ListChannelsAnswer,
  ListDeliveriesAnswer,
  NewChannelView,
} from './shape/channel';
import { useTouched } from './touched';

const MOST = 200;
const PAGE = 50;
const POLL_MS = 10_000;
const TOUCHED = ['channel', 'delivery', 'audit-event', 'setup'];

export type NewChannel = z.input<typeof channelOperations.create.input>;
export type ChannelChange = z.input<typeof channelOperations.change.input>;
export type DeliveryFilter = Partial<Record<'channel' | 'state' | 'subject', string>>;

/** All of them: there are few. */
export const channelList = () =>
  queryOptions({
    queryKey: ['channel', 'list'],
    ...itemsOf('/api/v1/channels', ListChannelsAnswer, { limit: MOST }),
    refetchInterval: POLL_MS,
  });

export const deliveryList = (filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: ['delivery', 'list', filter],
    ...pagesOf('/api/v1/deliveries', ListDeliveriesAnswer, { ...filter, limit: PAGE }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

/** Whom a route or a channel would tell. */
export const channelPreview = (wish: { kinds: string[]; tiers: string[]; group: string | null }) =>
  queryOptions({
    queryKey: ['channel', 'preview', wish],
    queryFn: ({ signal }) => apiPost('/api/v1/channel-previews', ChannelPreview, wish, { signal }),
    placeholderData: keepPreviousData,
  });

const pathOf = (id: string, verb: string) => `/api/v1/channels/${id}/${verb}`;

/** The secret is in the answer, and nowhere else: nobody keeps it here. */
export function useCreateChannel() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: (input: NewChannel) => apiPost('/api/v1/channels', NewChannelView, input),
    onSettled,
    gcTime: 0,
  });
}

export function useRotateChannel() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, ifMatch }: { id: string; ifMatch: number }) =>
      apiPost(pathOf(id, 'rotate'), NewChannelView, {}, { ifMatch }),
    onSettled,
    gcTime: 0,
  });
}

export function useChangeChannel() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ ifMatch, id, ...change }: ChannelChange & { ifMatch: number }) =>
      apiPatch(`/api/v1/channels/${id}`, ChannelView, change, { ifMatch }),
    onSettled,
  });
}

export function useMoveChannel() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id, verb }: { id: string; verb: 'disable' | 'enable' }) =>
      apiPost(pathOf(id, verb), ChannelView, {}),
    onSettled,
  });
}

export function useTestChannel() {
  const onSettled = useTouched([...TOUCHED, 'notification']);
  return useMutation({
    mutationFn: ({ id }: { id: string }) => apiPost(pathOf(id, 'test'), DeliveryView, {}),
    onSettled,
  });
}

export function useRetryDelivery() {
  const onSettled = useTouched(TOUCHED);
  return useMutation({
    mutationFn: ({ id }: { id: string }) => apiPost(`/api/v1/deliveries/${id}/retry`, DeliveryView, {}),
    onSettled,
  });
}
