'use client';

import { useState } from 'react';
import { type ApiDocument, membersOf, type Schema, typeText } from './document';

type Props = {
  document: ApiDocument;
  schema: Schema;
  label: string;
};

/** The members of a shape; those that are shapes themselves open in their place. */
export function SchemaView({ document, schema, label }: Props) {
  const members = membersOf(document, schema);
  if (members === null) return <p className="font-mono text-sm">{typeText(schema)}</p>;
  const required = new Set(members.required);
  return (
    <ul aria-label={label} className="flex flex-col divide-y divide-line">
      {Object.entries(members.properties ?? {}).map(([name, member]) => (
        <Member key={name} document={document} name={name} schema={member} isRequired={required.has(name)} />
      ))}
    </ul>
  );
}

type MemberProps = { document: ApiDocument; name: string; schema: Schema; isRequired: boolean };

function Member({ document, name, schema, isRequired }: MemberProps) {
  const [isOpen, setOpen] = useState(false);
  const isShape = membersOf(document, schema) !== null;
  return (
    <li className="py-1.5">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <code className="font-medium font-mono text-sm">{name}</code>
        <span className="font-mono text-muted text-xs [overflow-wrap:anywhere]">{typeText(schema)}</span>
        {isRequired && <span className="text-escalate-text text-xs">required</span>}
        {schema.default !== undefined && (
          <span className="text-muted text-xs">default {JSON.stringify(schema.default)}</span>
        )}
      </p>
      {schema.description !== undefined && <p className="text-muted text-sm">{schema.description}</p>}
      {isShape && (
        <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary className="cursor-pointer text-muted text-sm">Its members</summary>
          {isOpen && (
            <div className="border-line border-l pl-3">
              <SchemaView document={document} schema={schema} label={`Members of ${name}`} />
            </div>
          )}
        </details>
      )}
    </li>
  );
}
