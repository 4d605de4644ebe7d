import { expect, test } from 'vitest';
import { allowedBody, throughBothDoors } from '@/tests/support/scene';
import type { Cast } from '@/tests/support/world';

/** Whatever a caller might say to be allowed: about itself, its task, grants, labels, approvals and time. */
const claims = (cast: Cast) => {
  const future = '2999-01-01T00:00:00.000Z';
  const names = {
    state: 'running',
    task_state: 'running',
    ends_at: future,
    endsAt: future,
    now: '1999-01-01T00:00:00.000Z',
    time: '1999-01-01T00:00:00.000Z',
    at: '1999-01-01T00:00:00.000Z',
    grant: cast.grant,
    grants: [{ id: cast.grant, tools: ['*'], ends_at: future }],
    entitlements: ['*'],
    labels: { sensitivity: 'public', untrusted: false },
    taint: [],
    approved: true,
    approvals: [{ id: 'esc_1', state: 'approved' }],
    delegation: [],
    owner: 'enabled',
    tier: 'low',
    risk_tier: 'low',
    role: 'admin',
    roles: ['admin'],
    decision: true,
    outcome: 'allow',
    stops: [],
  };
  return {
    ...names,
    subject: names,
    action: names,
    resource: names,
    context: {
      ...names,
      approval: { id: 'esc_01hzzzzzzzzzzzzzzzzzzzzzzz', state: 'approved', approved_until: future },
    },
  };
};

throughBothDoors((scene) => {
  const taken: [string, (cast: Cast) => [string, unknown[]], string][] = [
    [
      'its grant is revoked',
      (c) => ['UPDATE grants SET revoked_at = clock_timestamp() WHERE id = $1', [c.grant]],
      'grant_required',
    ],
    [
      'its grant has ended',
      (c) => [
        "UPDATE grants SET starts_at = starts_at - interval '1 hour', ends_at = clock_timestamp() - interval '1 second' WHERE id = $1",
        [c.grant],
      ],
      'grant_expired',
    ],
    [
      'its task has ended',
      (c) => ["UPDATE tasks SET state = 'completed', ended_at = clock_timestamp() WHERE id = $1", [c.task]],
      'task_not_running',
    ],
    [
      'its agent is quarantined',
      (c) => ["UPDATE agents SET state = 'quarantined' WHERE id = $1", [c.agent]],
      'agent_not_active',
    ],
    [
      'its owner is disabled',
      (c) => ['UPDATE users SET disabled_at = clock_timestamp() WHERE id = $1', [c.owner]],
      'agent_unowned',
    ],
    [
      'its tool is blocked',
      (c) => ["UPDATE tools SET state = 'blocked' WHERE id = $1", [c.tool]],
      'tool_blocked',
    ],
    [
      'its agent is critical',
      (c) => ["UPDATE agents SET risk_tier = 'critical' WHERE id = $1", [c.agent]],
      'tier_requires_approval',
    ],
  ];
  for (const [name, change, reason] of taken) {
    test(`nothing a caller says helps when ${name}`, async () => {
      const cast = scene.cast();
      const honest = allowedBody(cast);
      expect((await scene.post(honest)).evaluation?.decision).toBe(true);
      await scene.sql(...change(cast));
      const said = claims(cast);
      const boasting = {
        ...said,
        ...honest,
        subject: { ...said.subject, ...honest.subject, properties: said.subject },
        action: { ...said.action, ...honest.action, properties: said.action },
        resource: { ...said.resource, ...honest.resource, properties: said.resource },
        context: { ...said.context, ...honest.context },
      };
      const [plain, boasted] = [await scene.post(honest), await scene.post(boasting)];
      expect(plain.evaluation).toMatchObject({ decision: false, context: { reason } });
      expect(boasted.evaluation?.decision).toBe(false);
      // An approval that is none is told as such, and is one reason more against the call.
      const reasons = boasted.evaluation?.context.reasons ?? [];
      const others = reasons.filter(({ code }) => code !== 'approval_unverifiable');
      expect(others).toEqual(plain.evaluation?.context.reasons);
    });
  }

  test('a task of somebody else is no task', async () => {
    const [own, other] = [scene.cast(), scene.cast()];
    const body = allowedBody(own);
    const reply = await scene.post({ ...body, context: { ...body.context, task: other.task } });
    expect(reply.evaluation?.context).toMatchObject({ reason: 'task_unknown' });
    const [row] = await scene.sql(
      `SELECT task_id, record::json ->> 'task' AS task, record::json ->> 'claimed_task' AS claimed FROM decisions WHERE id = $1`,
      [reply.evaluation?.context.evaluation_id],
    );
    expect(row).toEqual({ task_id: null, task: null, claimed: other.task });
  });

  test('another kind of subject or resource with the same id is another one', async () => {
    const body = allowedBody(scene.cast());
    const asUser = await scene.post({ ...body, subject: { ...body.subject, type: 'user' } });
    expect(asUser.evaluation?.context.reason).toBe('agent_unknown');
    const other = await scene.post({ ...body, action: { name: 'tools/describe' } });
    // The system of the tool is no longer what the key is bound to.
    expect(other.evaluation?.decision ?? false).toBe(false);
  });
});
