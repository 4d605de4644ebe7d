import { useQuery } from '@tanstack/react-query';
import { useViewer } from '@/components/layout/viewer';
import { isPermitted, PERMISSIONS, type Permission, type Role } from '@/lib/domain/role';
import { adminNames } from '@/lib/query/user';

/** `Ana Kovač, Ben Osei or another admin`: whom to ask; nobody is named where nobody is known. */
export function grantersText(names: readonly string[]): string {
  const [first, second, third] = names;
  if (first === undefined) return 'an admin';
  if (second === undefined) return first;
  return third === undefined ? `${first} or ${second}` : `${first}, ${second} or another admin`;
}

/** Why people with these roles may not do something, and who can change that; null when they may. The server asks again. */
export function permissionRefusal(
  permission: Permission,
  roles: readonly Role[],
  admins: readonly string[] = [],
): string | null {
  if (isPermitted(permission, roles)) return null;
  const needed = PERMISSIONS[permission].filter((role: Role) => role !== 'pep').join(' or ');
  return `Needs the role ${needed}; ${grantersText(admins)} can give it to you`;
}

/** Why whoever is signed in may not do something; null when they may. */
export function usePermissionRefusal(permission: Permission): string | null {
  const { roles } = useViewer();
  // Asked only by those who need somebody.
  const { data } = useQuery({ ...adminNames(), enabled: !isPermitted(permission, roles) });
  return permissionRefusal(permission, roles, data);
}
