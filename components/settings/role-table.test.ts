import { expect, test } from 'vitest';
import { PERMISSIONS, ROLES } from '@/lib/domain/role';
import { permissionRows, verbsOf } from './role-table';

test('every permission is told once, and to every role that has it', () => {
  const rows = permissionRows();
  expect(rows.flatMap(({ verbs }) => verbs.map(({ permission }) => permission)).sort()).toEqual(
    Object.keys(PERMISSIONS).sort(),
  );
  for (const role of ROLES) {
    const told = rows.reduce((sum, row) => sum + verbsOf(row, role).length, 0);
    const has = Object.values(PERMISSIONS).filter((roles: readonly string[]) => roles.includes(role)).length;
    expect(told, role).toBe(has);
  }
});

test('auditors only see and verify, and beyond that decide what is their own', () => {
  const all = permissionRows().flatMap((row) =>
    verbsOf(row, 'auditor').map((verb) => `${row.noun}: ${verb}`),
  );
  const changing = all.filter((one) => !/: (see|wait for)$/.test(one));
  expect(changing).toEqual([
    'Agents: accept ownership',
    'Agents: decline ownership',
    'Audit log: verify',
    'Notifications: prefer',
    'Review campaigns: export',
    'Saved views: create',
    'Saved views: remove',
    'Sessions: end',
  ]);
});
