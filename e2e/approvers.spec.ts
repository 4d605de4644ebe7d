import { randomBytes } from 'node:crypto';
import { approvalRuleOperations } from '@/lib/contract/approval-rule';
import { ApproverGroupView, approverGroupOperations } from '@/lib/contract/approver-group';
import { UserView } from '@/lib/contract/user';
import { expectAccessible } from './axe';
import { expect, test } from './fixtures';

const RULES = approvalRuleOperations.list.output;
const mark = () => randomBytes(4).toString('hex');

test('rules are arranged at the keyboard, and say whom they notify before they are saved', async ({
  api,
  person,
  signInAs,
}) => {
  const [ana, ben] = [await person('approver'), await person('approver')];
  const name = mark();
  const page = await signInAs('admin');
  await page.goto('/settings/approvers');

  await page.getByRole('button', { name: 'New group' }).click();
  let dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(`Payments ${name}`);
  await expect(dialog.getByText('the admins are asked in its place')).toBeVisible();
  for (const { email } of [ana, ben]) {
    await dialog.getByLabel('Members').getByRole('combobox').or(dialog.getByRole('combobox')).fill(email);
    await expect(dialog.getByRole('option', { name: email })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('button', { name: `Take ${email} away` })).toBeVisible();
  }
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('row', { name: `Payments ${name}` })).toContainText('2 people');

  const add = async (rule: string, choose: readonly string[]) => {
    await page.getByRole('button', { name: 'Add a rule' }).click();
    dialog = page.getByRole('dialog', { name: 'Add a rule' });
    await dialog.getByLabel('Name').fill(rule);
    for (const one of choose) await dialog.getByRole('checkbox', { name: one, exact: true }).check();
    await dialog.getByLabel('Group that is asked').selectOption({ label: `Payments ${name} (2 people)` });
    await dialog.getByRole('button', { name: 'Add to the list' }).click();
    await expect(dialog).toBeHidden();
  };
  await add(`Everything ${name}`, []);
  await add(`Deletes ${name}`, ['Delete', 'High']);
  const row = page.getByRole('listitem').filter({ hasText: `Deletes ${name}` });
  await expect(row).toContainText('Delete calls of high agents');
  await expect(row.getByText('A rule before it fits every call that this one does.')).toBeVisible();

  await row.getByRole('button', { name: `Move Deletes ${name} up` }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(page.getByRole('status').filter({ hasText: `Deletes ${name} is rule` })).toHaveCount(1);
  await expect(row.getByText('A rule before it')).toBeHidden();
  await expect(row.getByRole('button', { name: `Move Deletes ${name} up` })).toBeFocused();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Preview and save…' }).click();
  dialog = page.getByRole('dialog', { name: 'Save who is asked' });
  await expect(dialog.getByText(`Deletes ${name}: will notify 2 people`)).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: `Deletes ${name}` })).toContainText(ana.name);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Save, in force at once' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Preview and save…' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  const { items } = await api.get('/api/v1/approval-rules', RULES);
  expect(items.map((one) => one.name)).toEqual([`Deletes ${name}`, `Everything ${name}`]);

  // Nobody decides any more: it is said in red, at the group and at the rules.
  for (const { email } of [ana, ben]) await api.post(`/api/v1/users/${email}/disable`, UserView);
  await page.reload();
  await expect(page.getByRole('row', { name: `Payments ${name}` })).toContainText('Nobody: admins');
  await expect(row.getByText(`Nobody in Payments ${name} is enabled`)).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: `Take Deletes ${name} away` }).click();
  await page.getByRole('button', { name: `Take Everything ${name} away` }).click();
  await page.getByRole('button', { name: 'Preview and save…' }).click();
  await page.getByRole('button', { name: 'Save, in force at once' }).click();
  await expect(page.getByRole('button', { name: `Remove Payments ${name}` })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.getByRole('button', { name: `Remove Payments ${name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByRole('row', { name: `Payments ${name}` })).toHaveCount(0);
});

test('who is no admin reads who is asked, and is told why they change nothing', { tag: '@phone' }, async ({
  api,
  signInAs,
}) => {
  const name = `Readers ${mark()}`;
  const { id } = await api.post('/api/v1/approver-groups', ApproverGroupView, { name, members: [] });
  const page = await signInAs('approver');
  await page.goto('/settings/approvers');
  await expect(page.getByText(name).first()).toBeVisible();
  await expect(page.getByText('everybody with the role approver or admin')).toBeVisible();
  for (const button of ['New group', 'Add a rule', 'Preview and save…', `Change ${name}`]) {
    await expect(page.getByRole('button', { name: button })).toHaveAttribute('aria-disabled', 'true');
  }
  await expectAccessible(page);
  await api.post(`/api/v1/approver-groups/${id}/remove`, ApproverGroupView);
  const { items } = await api.get('/api/v1/approver-groups', approverGroupOperations.list.output);
  expect(items.map((one) => one.id)).not.toContain(id);
});

test('two accounts are declared one person, and parted again with a reason', async ({
  api,
  person,
  signInAs,
}) => {
  const [one, other] = [await person('approver'), await person('reviewer')];
  const page = await signInAs('admin');
  await page.goto(`/settings/people?q=${encodeURIComponent(one.email)}`);
  const row = page.getByRole('row').filter({ hasText: one.email });
  await row.getByRole('button', { name: 'Accounts…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('No other account is known to be theirs')).toBeVisible();
  await dialog.getByRole('combobox').fill(other.email);
  await expect(dialog.getByRole('option', { name: other.email })).toBeVisible();
  await page.keyboard.press('Enter');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Declare one person' }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText('Another account');
  expect(await api.get(`/api/v1/users/${one.email}`, UserView)).toMatchObject({ samePersonAs: other.id });

  await row.getByRole('button', { name: 'Accounts…' }).click();
  await expect(dialog.getByText(other.email)).toBeVisible();
  await dialog.getByRole('button', { name: 'This account is somebody else’s…' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('Two people of one name');
  await page.getByRole('dialog').getByRole('button', { name: 'Declare another person' }).click();
  await expect(row).not.toContainText('Another account');
});
