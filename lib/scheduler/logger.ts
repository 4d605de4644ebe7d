import { Logger } from 'graphile-worker';

/** Only what somebody should look at. */
export const schedulerLogger = new Logger(() => (level, message) => {
  if (level === 'error' || level === 'warning') console.error(`scheduler: ${message}`);
});
