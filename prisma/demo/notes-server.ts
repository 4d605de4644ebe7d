import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const PACKAGE = '@modelcontextprotocol/server-filesystem';
const NOTES = { 'monday.txt': 'Ship the invoices.\n', 'tuesday.txt': 'Call the bank.\n' };

/**
 * The one command that a demo may start: the reference MCP server of files, on a folder of the demo's own.
 * Null where its package is not installed, as without the packages for development.
 */
export function notesServer(dataDir: string): string | null {
  const program = programOf(PACKAGE);
  if (program === null) return null;
  const folder = path.join(dataDir, 'demo-notes');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(NOTES)) {
    if (!existsSync(path.join(folder, name))) writeFileSync(path.join(folder, name), text);
  }
  return JSON.stringify({ 'demo-notes': [process.execPath, program, folder] });
}

function programOf(name: string): string | null {
  try {
    return createRequire(import.meta.url).resolve(`${name}/dist/index.js`);
  } catch {
    return null;
  }
}
