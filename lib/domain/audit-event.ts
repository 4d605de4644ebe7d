/** More than this is for the command line: `cordon export`. */
export const MOST_EXPORTED = 100_000;
