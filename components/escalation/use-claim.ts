import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { CLAIM_SECONDS } from '@/lib/domain/escalation';
import { claimEscalation } from '@/lib/query/escalation';

/** Renewed well before it fades. */
const RENEW_MS = CLAIM_SECONDS * 1000 * 0.8;

/** While somebody who may decide looks at it, others see so; leaving the page ends it. */
export function useClaim(id: string, mayClaim: boolean): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (!mayClaim) return;
    const claim = (release: boolean) => void claimEscalation(queryClient, { id, release });
    const leave = () => claim(true);
    claim(false);
    const timer = setInterval(() => claim(false), RENEW_MS);
    window.addEventListener('pagehide', leave);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [id, mayClaim, queryClient]);
}
