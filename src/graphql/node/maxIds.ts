/** Most objects that `nodes` fetches at once. */
export const MAX_IDS = 100;
