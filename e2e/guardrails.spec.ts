import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

test('a guardrail is written, mended, tried in shadow and enforced, and the next decision is denied by it', async ({
  agent,
  signInAs,
}) => {
  const bot = await agent();
  const name = `no_acme_${bot.id.replace(/\W/g, '_')}`;
  const asks = () => bot.asks('search', { args: { id: 7 } });
  expect(await asks()).toMatchObject({ decision: true });

  const page = await signInAs('admin');
  await page.goto('/guardrails');
  await expect(page.getByRole('row', { name: /class_shift/ })).toContainText('Enforced');
  await page.getByRole('button', { name: 'New guardrail' }).click();
  const dialog = page.getByRole('dialog', { name: 'New guardrail' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Create draft' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

  // An error is shown at its line and column, and a press leads there.
  const text = (zone: string) =>
    `@reason("not in the {resource.zone} zone")\nforbid (principal == Agent::"${bot.id}", action, resource)\nwhen { resource.${zone} == "internal" };\n`;
  const policy = page.getByLabel('Policy');
  await policy.fill(text('zones'));
  const problems = page.getByRole('region', { name: 'Problems' });
  await expect(problems).toContainText('attribute `zones`');
  await expectAccessible(page);
  await problems.getByRole('button', { name: 'line 3, column 8' }).click();
  await expect(policy).toBeFocused();
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByText('2 draft', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Enforce' }).click();
  const enforce = page.getByRole('dialog', { name: /^Enforce/ });
  await enforce.getByLabel('Reason').fill('Nothing leaves the zone');
  await enforce.getByRole('button', { name: 'Enforce' }).click();
  await expect(enforce.getByRole('alert')).toContainText('is wrong at 3:8');
  await enforce.getByRole('button', { name: 'Back' }).click();

  await policy.fill(text('zone'));
  await expect(problems).toContainText('Cedar finds nothing wrong with it');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByText('3 draft', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Shadow' }).click();
  const shadow = page.getByRole('dialog', { name: /^Shadow/ });
  await shadow.getByRole('button', { name: 'Shadow' }).click();
  await expect(page.getByText('3 in shadow', { exact: true })).toBeVisible();
  const allowed = await asks();
  expect(allowed).toMatchObject({ decision: true });

  await page.goto(`/decisions/${allowed.context.evaluation_id}`);
  const said = page.getByRole('region', { name: 'Guardrails' });
  await expect(said).toContainText('the outcome would have been deny');
  await expect(said).toContainText('not in the internal zone');

  // A case to which it must say nothing keeps it from being enforced, until somebody removes it.
  await page.getByRole('button', { name: 'Make a case' }).click();
  const making = page.getByRole('dialog', { name: 'Make a case' });
  await making.getByLabel('Guardrail').selectOption(name);
  await making.getByLabel('It must say').selectOption('silent');
  await making.getByRole('button', { name: 'Make a case' }).click();
  await expect(making).toBeHidden();
  await said.getByRole('link', { name }).click();
  const cases = page.getByRole('region', { name: /^Cases/ });
  await expect(cases).toContainText('Says deny');
  await page.getByRole('button', { name: 'Enforce' }).click();
  await enforce.getByLabel('Reason').fill('Nothing leaves the zone');
  await enforce.getByRole('button', { name: 'Enforce' }).click();
  await expect(enforce.getByRole('alert')).toContainText('expected is silent');
  await enforce.getByRole('button', { name: 'Back' }).click();
  await cases.getByRole('button', { name: /^Remove/ }).click();
  await expect(cases).toContainText('A case is a real call');

  // What it would have stopped is told before it stops anything.
  const replay = page.getByRole('region', { name: 'Replay' });
  await replay.getByRole('button', { name: 'Replay' }).click();
  await expect(replay).toContainText('It would have stopped 2 calls that went through');
  await replay.getByText('Some of them').click();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Enforce' }).click();
  await enforce.getByLabel('Reason').fill('Nothing leaves the zone');
  await enforce.getByRole('button', { name: 'Enforce' }).click();
  await expect(page.getByText('3 enforced', { exact: true })).toBeVisible();
  expect(await asks()).toMatchObject({ decision: false, context: { outcome: 'deny', reason: name } });

  await page.getByRole('button', { name: 'Retire' }).click();
  await page
    .getByRole('dialog', { name: /^Retire/ })
    .getByRole('button', { name: 'Retire' })
    .click();
  await expect(page.getByText('3 retired', { exact: true })).toBeVisible();
  expect(await asks()).toMatchObject({ decision: true });
});

test('an agent is observed for a while, and guardrails answer again when that is ended', async ({
  agent,
  signInAs,
}) => {
  const bot = await agent();
  const { id: task } = await bot.open({ actionClasses: ['read'] });
  const asks = () => bot.asks('update', { task, args: { id: 7 } });
  expect(await asks()).toMatchObject({ decision: false, context: { reason: 'class_shift' } });

  const page = await signInAs('admin');
  await page.goto(`/agents/${bot.id}`);
  const panel = page.getByRole('region', { name: 'Guardrails' });
  await panel.getByRole('button', { name: 'Observe only' }).click();
  const dialog = page.getByRole('dialog', { name: /^Observe only/ });
  await dialog.getByLabel('Reason').fill('To see what they would say');
  await dialog.getByRole('button', { name: 'Observe only' }).click();
  await expect(dialog).toBeHidden();
  await expect(panel).toContainText('They only observe it until');
  await panel.getByRole('button', { name: 'End observation' }).click();
  const end = page.getByRole('dialog', { name: /^End observation/ });
  await end.getByLabel('Reason').fill('Seen enough');
  await end.getByRole('button', { name: 'End observation' }).click();
  await expect(panel).toContainText('They answer');
  expect(await asks()).toMatchObject({ decision: false, context: { reason: 'class_shift' } });
});

test('an auditor reads a guardrail, and sees why it is not theirs to change', async ({ signInAs }) => {
  const page = await signInAs('auditor');
  await page.goto('/guardrails/class_shift');
  await expect(page.getByLabel('Policy')).toHaveAttribute('readonly', '');
  await expect(page.getByRole('button', { name: 'Retire' })).toHaveAccessibleDescription(
    /Needs the role admin/,
  );
});
