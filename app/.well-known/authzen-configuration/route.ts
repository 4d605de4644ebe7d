import { publicUrl } from '@/lib/auth/public-url';

export const dynamic = 'force-dynamic';

/** AuthZEN 1.0, section 9: what this decision point offers, and where. */
export function GET(): Response {
  const base = publicUrl();
  return Response.json({
    policy_decision_point: base,
    access_evaluation_endpoint: `${base}/access/v1/evaluation`,
    access_evaluations_endpoint: `${base}/access/v1/evaluations`,
    search_subject_endpoint: `${base}/access/v1/search/subject`,
    search_resource_endpoint: `${base}/access/v1/search/resource`,
    search_action_endpoint: `${base}/access/v1/search/action`,
    access_request_endpoint: `${base}/access/v1/requests`,
    jwks_uri: `${base}/.well-known/jwks.json`,
    capabilities: ['urn:openid:authzen:capability:access-request'],
  });
}
