import type { UserView } from '@/lib/contract/user';
import { PERSON_ROLES } from '@/lib/domain/role';

/** Never the hash itself: only whether there is one. */
type UserRow = {
  id: string;
  email: string;
  name: string;
  roles: readonly string[];
  passwordHash: string | null;
  oidcSubject: string | null;
  source: 'manual' | 'import' | 'demo';
  disabledAt: Date | null;
  samePersonAsId: string | null;
  createdAt: Date;
  revision: number;
};

export const toUserView = (row: UserRow): UserView => ({
  id: row.id,
  email: row.email,
  name: row.name,
  roles: PERSON_ROLES.filter((role) => row.roles.includes(role)),
  disabled: row.disabledAt !== null,
  disabledAt: row.disabledAt,
  signIn: [
    ...(row.passwordHash === null ? [] : (['password'] as const)),
    ...(row.oidcSubject === null ? [] : (['oidc'] as const)),
  ],
  source: row.source,
  samePersonAs: row.samePersonAsId,
  createdAt: row.createdAt,
  revision: row.revision,
});
