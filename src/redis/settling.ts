/**
 * For so long after Redis lost what it kept nobody believes that it knows of all writes: instances that find it again a little later
 * still have to tell of what was over meanwhile. In milliseconds; a link looks for Redis more often than every second.
 */
export const SETTLING_MS = 3_000;
