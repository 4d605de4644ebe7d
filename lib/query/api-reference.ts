import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { apiGet } from './api';

/** What the API says of itself. It changes only with the server. */
export const apiDocument = <T extends z.ZodType>(shape: T) =>
  queryOptions({
    queryKey: ['api-document'],
    queryFn: ({ signal }) => apiGet('/api/openapi.json', shape, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
