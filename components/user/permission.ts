import { useViewer } from '@/components/layout/viewer';
import { isPermitted, PERMISSIONS, type Permission, type Role } from '@/lib/domain/role';

/** Why people with these roles may not do something; null when they may. The server asks again. */
export function permissionRefusal(permission: Permission, roles: readonly Role[]): string | null {
  if (isPermitted(permission, roles)) return null;
  const needed = PERMISSIONS[permission].filter((role: Role) => role !== 'pep').join(' or ');
  return `Needs the role ${needed}; an admin can give it to you`;
}

/** Why whoever is signed in may not do something; null when they may. */
export const usePermissionRefusal = (permission: Permission): string | null =>
  permissionRefusal(permission, useViewer().roles);
