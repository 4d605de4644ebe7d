import { agentOperations } from './agent';
import { agentImportOperations } from './agent-import';
import { apiKeyOperations } from './api-key';
import { approvalRuleOperations } from './approval-rule';
import { approverGroupOperations } from './approver-group';
import { auditEventOperations } from './audit-event';
import { blastRadiusOperations } from './blast-radius';
import { channelOperations } from './channel';
import { clockworkOperations } from './clockwork';
import { decisionOperations } from './decision';
import { deferralOperations } from './deferral';
import { delegationOperations } from './delegation';
import { discoveryOperations } from './discovery';
import { entitlementOperations } from './entitlement';
import { escalationOperations } from './escalation';
import { escalationEvidenceOperations } from './escalation-evidence';
import { findingOperations } from './finding';
import { grantOperations } from './grant';
import { guardrailOperations } from './guardrail';
import { guardrailCaseOperations } from './guardrail-case';
import { identityOperations } from './identity';
import { issuerOperations } from './issuer';
import { checkpointOperations, receiptOperations } from './ledger';
import { notificationOperations } from './notification';
import type { Operation } from './operation';
import { overviewOperations } from './overview';
import { replayOperations } from './replay';
import { reviewCampaignOperations } from './review-campaign';
import { reviewItemOperations } from './review-item';
import { reviewScheduleOperations } from './review-schedule';
import { savedViewOperations } from './saved-view';
import { sessionOperations } from './session';
import { settingsOperations } from './settings';
import { setupOperations } from './setup';
import { contextOperations } from './shared-context';
import { stopOperations } from './stop';
import { systemOperations } from './system';
import { taskOperations } from './task';
import { tierOperations } from './tier';
import { toolOperations } from './tool';
import { usageOperations } from './usage';
import { userOperations } from './user';

/**
 * Every operation of the API, noun by noun in the order in which the document shows them. A route whose
 * operation is missing here fails a test.
 */
export const operations: readonly Operation[] = [
  sessionOperations,
  overviewOperations,
  savedViewOperations,
  findingOperations,
  blastRadiusOperations,
  decisionOperations,
  deferralOperations,
  escalationOperations,
  approverGroupOperations,
  approvalRuleOperations,
  notificationOperations,
  channelOperations,
  escalationEvidenceOperations,
  agentOperations,
  usageOperations,
  delegationOperations,
  agentImportOperations,
  identityOperations,
  issuerOperations,
  entitlementOperations,
  taskOperations,
  contextOperations,
  grantOperations,
  systemOperations,
  discoveryOperations,
  toolOperations,
  tierOperations,
  guardrailOperations,
  guardrailCaseOperations,
  replayOperations,
  stopOperations,
  reviewScheduleOperations,
  reviewCampaignOperations,
  reviewItemOperations,
  clockworkOperations,
  userOperations,
  apiKeyOperations,
  auditEventOperations,
  checkpointOperations,
  receiptOperations,
  settingsOperations,
  setupOperations,
].flatMap((ofNoun) => Object.values(ofNoun) as unknown as Operation[]);
