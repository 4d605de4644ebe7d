/** Why the embedded PostgreSQL cannot run here. The message always names the way out. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError';

  constructor(message: string, options?: ErrorOptions) {
    super(
      `${message}. Set DATABASE_URL to use a PostgreSQL server (15 or later) of your own instead.`,
      options,
    );
  }
}
