import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { publicUrl } from '@/lib/auth/public-url';

/** The address that stands in the files as they lie in the repository. */
const WRITTEN_ORIGIN = 'http://127.0.0.1:3000';

/** What agents' machines take from here, with its type. Nothing else of the folder is served. */
const TYPES: Record<string, string> = {
  'cordon-pep.mjs': 'text/javascript',
  'cordon-pep.d.mts': 'text/plain',
  'cordon_pep.py': 'text/x-python',
  'cordon-hook.mjs': 'text/javascript',
  'mcp-client.mjs': 'text/javascript',
  'ext-authz.mjs': 'text/javascript',
  'ask.sh': 'text/x-shellscript',
};

/** One file of `public/pep` with this installation's address in it; null for every other name. */
export async function pepFile(name: string): Promise<{ type: string; text: string } | null> {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) return null;
  const folder = path.join(
    /* turbopackIgnore: true */ process.env.CORDON_ROOT ?? process.cwd(),
    'public/pep',
  );
  const text = await readFile(/* turbopackIgnore: true */ path.join(folder, name), 'utf8');
  return { type, text: text.replaceAll(WRITTEN_ORIGIN, publicUrl()) };
}
