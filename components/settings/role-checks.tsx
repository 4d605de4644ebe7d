import { ROLE_WORDS } from '@/components/user/role-words';
import type { Role } from '@/lib/domain/role';

type Props<R extends Role> = {
  label: string;
  roles: readonly R[];
  value: readonly R[];
  onChange: (roles: R[]) => void;
  error?: string | undefined;
};

/** Any number of roles, each with what it is for. */
export function RoleChecks<R extends Role>({ label, roles, value, onChange, error }: Props<R>) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      {roles.map((role) => (
        <label key={role} className="flex items-center gap-2 pointer-coarse:min-h-11">
          <input
            type="checkbox"
            checked={value.includes(role)}
            onChange={({ target }) =>
              onChange(roles.filter((one) => (one === role ? target.checked : value.includes(one))))
            }
            className="size-4 accent-accent"
          />
          <span>
            {role} <span className="text-muted">{ROLE_WORDS[role]}</span>
          </span>
        </label>
      ))}
      {error !== undefined && (
        <p role="alert" className="font-medium text-deny-text text-sm">
          {error}
        </p>
      )}
    </fieldset>
  );
}
