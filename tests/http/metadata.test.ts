import { afterEach, expect, test, vi } from 'vitest';
import { GET } from '@/app/.well-known/authzen-configuration/route';

afterEach(() => vi.unstubAllEnvs());

test('the metadata document names this decision point and where it is asked', async () => {
  vi.stubEnv('CORDON_URL', 'https://cordon.example.com');
  const response = GET();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const document = await response.json();
  expect(document).toMatchObject({
    policy_decision_point: 'https://cordon.example.com',
    access_evaluation_endpoint: 'https://cordon.example.com/access/v1/evaluation',
    access_evaluations_endpoint: 'https://cordon.example.com/access/v1/evaluations',
    search_subject_endpoint: 'https://cordon.example.com/access/v1/search/subject',
    search_resource_endpoint: 'https://cordon.example.com/access/v1/search/resource',
    search_action_endpoint: 'https://cordon.example.com/access/v1/search/action',
    access_request_endpoint: 'https://cordon.example.com/access/v1/requests',
    jwks_uri: 'https://cordon.example.com/.well-known/jwks.json',
    capabilities: ['urn:openid:authzen:capability:access-request'],
  });
  // What is empty is left out, and no address carries a query or a fragment.
  for (const [name, value] of Object.entries(document)) {
    expect(value, name).not.toSatisfy(
      (one: unknown) => one === null || one === '' || (Array.isArray(one) && one.length === 0),
    );
    if (typeof value === 'string') expect(value).not.toMatch(/[?#]/);
  }
});
