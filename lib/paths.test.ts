import { expect, test } from 'vitest';
import { paths } from './paths';

test('the URLs of the console', () => {
  expect({
    overview: paths.overview(),
    decisions: paths.decisions(),
    decisionsFiltered: paths.decisions({
      outcome: 'deny',
      agent: 'invoice-bot',
      tool: 'crm/contacts.search',
    }),
    decision: paths.decision('dec_01jd'),
    tasks: paths.tasks(),
    tasksFiltered: paths.tasks({ state: 'running', agent: 'invoice-bot' }),
    task: paths.task('tsk_01jd'),
    agents: paths.agents(),
    agentsFiltered: paths.agents({ q: 'invoice bot', tier: 'critical' }),
    agent: paths.agent('invoice-bot'),
    agentTab: paths.agent('invoice-bot', 'tasks'),
    escalations: paths.escalations(),
    escalationsFiltered: paths.escalations({ state: 'pending' }),
    escalation: paths.escalation('esc_01jd'),
    escalationEnvelope: paths.escalation('esc_01jd', { act: 'envelope', uses: '12' }),
    deferrals: paths.deferrals({ state: 'waiting' }),
    guardrails: paths.guardrails(),
    guardrail: paths.guardrail('class_shift'),
    issuers: paths.issuers(),
    stops: paths.stops(),
    stopsFiltered: paths.stops({ open: 'true' }),
    audit: paths.audit({ type: 'agent.', from: '-24h' }),
    settings: paths.settings('api-keys'),
    signIn: paths.signIn(),
    signInFrom: paths.signIn('/decisions?outcome=deny'),
  }).toMatchInlineSnapshot(`
    {
      "agent": "/agents/invoice-bot",
      "agentTab": "/agents/invoice-bot?tab=tasks",
      "agents": "/agents",
      "agentsFiltered": "/agents?q=invoice+bot&tier=critical",
      "audit": "/audit?type=agent.&from=-24h",
      "decision": "/decisions/dec_01jd",
      "decisions": "/decisions",
      "decisionsFiltered": "/decisions?outcome=deny&agent=invoice-bot&tool=crm%2Fcontacts.search",
      "deferrals": "/deferrals?state=waiting",
      "escalation": "/escalations/esc_01jd",
      "escalationEnvelope": "/escalations/esc_01jd?act=envelope&uses=12",
      "escalations": "/escalations",
      "escalationsFiltered": "/escalations?state=pending",
      "guardrail": "/guardrails/class_shift",
      "guardrails": "/guardrails",
      "issuers": "/issuers",
      "overview": "/",
      "settings": "/settings/api-keys",
      "signIn": "/sign-in",
      "signInFrom": "/sign-in?from=%2Fdecisions%3Foutcome%3Ddeny",
      "stops": "/stops",
      "stopsFiltered": "/stops?open=true",
      "task": "/tasks/tsk_01jd",
      "tasks": "/tasks",
      "tasksFiltered": "/tasks?state=running&agent=invoice-bot",
    }
  `);
});

test('a filter that is not set leaves no trace', () => {
  expect(paths.agents({ q: '', tier: undefined })).toBe('/agents');
});

test('what people name cannot leave its segment', () => {
  expect(paths.agent('../x?y#z')).toBe('/agents/..%2Fx%3Fy%23z');
});
