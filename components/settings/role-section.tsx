import { Panel } from '@/components/ui/panel';
import { ROLE_WORDS } from '@/components/user/role-words';
import { ROLES } from '@/lib/domain/role';
import { permissionRows, verbsOf } from './role-table';

const ROWS = permissionRows();
/** What each role may do: the server’s own policy, in words. */
export function RoleSection() {
  return (
    <Panel title="Roles" flush>
      <p className="px-4 py-3 text-muted">
        The very table by which the server permits or refuses. Owning an agent is no role: it is a relation,
        and decides who may not approve. People end their own sessions only; admins anybody’s.
      </p>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Roles"
        className="overflow-x-auto max-sm:hidden"
      >
        <table className="w-full min-w-200 border-separate border-spacing-0 text-sm">
          <caption className="sr-only">What each role may do</caption>
          <thead>
            <tr>
              <th
                scope="col"
                className="border-line border-y bg-sunken px-4 py-1.5 text-left font-medium text-muted text-xs"
              >
                About
              </th>
              {ROLES.map((role) => (
                <th
                  key={role}
                  scope="col"
                  className="w-1/6 border-line border-y bg-sunken px-3 py-1.5 text-left align-top font-medium text-muted text-xs"
                >
                  <span className="block text-ink">{role}</span>
                  <span className="font-normal">{ROLE_WORDS[role]}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map((row) => (
              <tr key={row.noun}>
                <th scope="row" className="border-line border-b px-4 py-1.5 text-left align-top font-medium">
                  {row.noun}
                </th>
                {ROLES.map((role) => (
                  <td key={role} className="border-line border-b px-3 py-1.5 align-top">
                    {verbsOf(row, role).join(', ') || <span className="text-faint">–</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="flex flex-col sm:hidden">
        {ROLES.map((role) => (
          <details key={role} className="border-line border-t px-4 py-2">
            <summary className="min-h-11 py-2">
              <span className="font-medium">{role}</span>{' '}
              <span className="text-muted">{ROLE_WORDS[role]}</span>
            </summary>
            <dl className="flex flex-col gap-1 pb-2 text-sm">
              {ROWS.filter((row) => verbsOf(row, role).length > 0).map((row) => (
                <div key={row.noun}>
                  <dt className="inline text-muted">{row.noun}: </dt>
                  <dd className="inline">{verbsOf(row, role).join(', ')}</dd>
                </div>
              ))}
            </dl>
          </details>
        ))}
      </div>
    </Panel>
  );
}
