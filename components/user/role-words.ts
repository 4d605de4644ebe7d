import type { Role } from '@/lib/domain/role';

/** What each role is for. */
export const ROLE_WORDS: Record<Role, string> = {
  admin: 'sets up and changes everything',
  approver: 'answers escalations',
  reviewer: 'reviews entitlements',
  auditor: 'sees everything, changes nothing',
  pep: 'asks for decisions, bound to agents or systems; for gateways and agents alone',
};
