import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client';

/** The database as the console and its API see it: a bounded pool, apart from that of the live path. */
export type Database = {
  url: string;
  prisma: PrismaClient;
  /** For the few statements that Prisma cannot say. */
  pool: pg.Pool;
  close(): Promise<void>;
};

export type Prisma = PrismaClient;
/** What a transaction hands out; also a plain client, for reads that need none. */
export type Tx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>;

/**
 * How a serving connection is set up: it gives up the rights of the migrating user where the role
 * `cordon_app` exists, waits for nothing for long, and commits durably.
 * INVARIANT (recorded-before-answered): `synchronous_commit` is on whatever the server's default.
 */
export const servingOptions = (statementTimeoutMs: number, hasRole: boolean): string =>
  [
    ...(hasRole ? ['-c role=cordon_app'] : []),
    `-c statement_timeout=${statementTimeoutMs}`,
    '-c idle_in_transaction_session_timeout=5000',
    '-c synchronous_commit=on',
    '-c timezone=UTC',
    // Compiling a plan costs more than any statement here takes.
    '-c jit=off',
  ].join(' ');

/** Whether the connecting user may take the role that only serves. */
export async function canServeAsApp(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT 1 FROM pg_roles WHERE rolname = 'cordon_app' AND pg_has_role(current_user, oid, 'MEMBER')`,
    );
    return rows.length === 1;
  } finally {
    await client.end();
  }
}

/**
 * A statement that begins with this comment is prepared once for each connection under that name: planning the larger
 * ones costs more than they take. All others are planned for the values that they come with.
 */
const KEPT = /^\s*\/\* kept: ([a-z-]+) \*\//;

/** Opens the database for serving. Nothing is sent before the first query. */
export async function openDatabase(url: string, { max = 10 }: { max?: number } = {}): Promise<Database> {
  const options = servingOptions(10_000, await canServeAsApp(url));
  const pool = new pg.Pool({
    connectionString: url,
    max,
    options,
    connectionTimeoutMillis: 5000,
    query_timeout: 12_000,
    application_name: 'cordon',
  });
  // A connection that breaks while idle is replaced at the next use; without a listener it ends the process.
  pool.on('error', () => {});
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: ({ sql }) => KEPT.exec(sql)?.[1] ?? '' }),
    transactionOptions: { maxWait: 5000, timeout: 10_000 },
  });
  return {
    url,
    prisma,
    pool,
    close: async () => {
      await prisma.$disconnect();
      await pool.end().catch(() => {});
    },
  };
}
