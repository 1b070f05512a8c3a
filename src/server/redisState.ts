/** How Redis is: it answers, it answers but has just refused something, for example since it is full, or it does not answer. */
export type RedisState = "well" | "refusing" | "unavailable";
