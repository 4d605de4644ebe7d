import { queryOptions } from '@tanstack/react-query';
import { apiGet } from './api';
import type { Shape } from './shape';

/** What the API says of itself. It changes only with the server. */
export const apiDocument = <T>(shape: Shape<T>) =>
  queryOptions({
    queryKey: ['api-document'],
    queryFn: ({ signal }) => apiGet('/api/openapi.json', shape, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
