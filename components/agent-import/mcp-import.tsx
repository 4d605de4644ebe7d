'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import { ENVIRONMENT_OPTIONS } from '@/components/agent/agent-fields';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Link } from '@/components/ui/link';
import { NameAndId } from '@/components/ui/name-and-id';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { Select } from '@/components/ui/select';
import { SkeletonText } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import { CreateSystemInput } from '@/lib/contract/system';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';
import { ZONES } from '@/lib/domain/system';
import { paths } from '@/lib/paths';
import { mcpServers, useRegisterMcpServer } from '@/lib/query/agent-import';

const named = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

/** Tools of MCP servers: of one that is registered, or of a new one, which is registered first. */
export function McpImport() {
  return (
    <div className="flex flex-col gap-4">
      <NewServer />
      <KnownServers />
    </div>
  );
}

function NewServer() {
  const router = useRouter();
  const refusal = usePermissionRefusal('system.create');
  const register = useRegisterMcpServer();
  const form = useForm({
    resolver: zodResolver(CreateSystemInput),
    defaultValues: {
      id: '',
      name: '',
      kind: 'mcp',
      zone: 'internal',
      environment: 'development',
      url: '',
      sensitivity: 'internal',
    },
  });
  const { errors, dirtyFields } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    if (refusal !== null) return;
    try {
      const system = await register.mutateAsync(input);
      showToast({
        tone: 'done',
        title: `${system.name} is registered`,
        detail: 'Ask it for its tools: you see what it says before anything is taken over.',
      });
      router.push(paths.system(system.id));
    } catch {
      // It is shown from `register.error`.
    }
  });

  return (
    <Panel title="A new MCP server">
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <p className="text-muted">
          It is registered as a system. Its page asks it for its tools and shows what it says; each new tool
          waits for a review.
        </p>
        <Problem error={register.error} title="Not registered" />
        <Field label="Address" error={errors.url && 'Say where it is: https://…'}>
          {(control) => (
            <Input
              {...control}
              type="url"
              required
              autoComplete="off"
              placeholder="https://mcp.example.com/mcp"
              {...form.register('url')}
            />
          )}
        </Field>
        <NameAndId
          name={(options) => form.register('name', options)}
          id={form.register('id')}
          errors={errors}
          suggest={(id) => {
            if (dirtyFields.id !== true) form.setValue('id', id);
          }}
        />
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label="Zone">
            {(control) => <Select {...control} options={named(ZONES)} {...form.register('zone')} />}
          </Field>
          <Field label="Environment">
            {(control) => (
              <Select {...control} options={ENVIRONMENT_OPTIONS} {...form.register('environment')} />
            )}
          </Field>
          <Field label="Data">
            {(control) => (
              <Select {...control} options={named(SENSITIVITIES)} {...form.register('sensitivity')} />
            )}
          </Field>
        </div>
        <div>
          <Button type="submit" variant="primary" busy={register.isPending} disabledReason={refusal}>
            Register and look at its tools
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function KnownServers() {
  const servers = useQuery(mcpServers());
  return (
    <Panel title="Registered MCP servers">
      {servers.isError && (
        <Problem
          error={servers.error}
          title="The systems could not be loaded"
          onRetry={() => servers.refetch()}
        />
      )}
      {servers.data === undefined ? (
        !servers.isError && <SkeletonText lines={3} />
      ) : servers.data.length === 0 ? (
        <p className="text-muted">None yet: register one above.</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {servers.data.map(({ id, name, url, toolCount }) => (
            <li key={id}>
              <Link href={paths.system(id)} className="font-medium underline">
                {name}
              </Link>{' '}
              <span className="break-all text-muted">
                {toolCount} {toolCount === 1 ? 'tool' : 'tools'} · {url ?? 'no address'}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
