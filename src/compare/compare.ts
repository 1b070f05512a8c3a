import { differencesBetween, Failure, type Difference } from "./difference.js";
import { ask, NoAnswerError, type Answer, type Endpoint } from "./gateway.js";
import { written, type Path } from "./path.js";
import type { Question } from "./questions.js";

/** The two gateways that are asked the same. */
export interface Endpoints {
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** How the answers to one query compare. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** How many differences were left out, as asked for. */
  readonly ignored: number;
  /** Calls to the account that each took; null when a gateway does not say. */
  readonly calls: Readonly<Record<keyof Endpoints, number | null>>;
}

/**
 * Asks both gateways and compares. What differs is asked for again: people work in the account meanwhile, so only what differs both
 * times is a difference of the gateways.
 *
 * @throws NoAnswerError when one of them does not answer, or when both refuse the query
 */
export async function compare(
  question: Question,
  endpoints: Endpoints,
  isIgnored: (path: Path) => boolean,
): Promise<Comparison> {
  const { from, to } = await askBoth(question, endpoints);
  const calls = { from: from.calls, to: to.calls };
  const found = differencesBetween(from.data, to.data);
  if (found.length === 0) return { differences: [], ignored: 0, calls };
  const again = await askBoth(question, endpoints);
  const places = new Set(found.map(({ path }) => written(path)));
  const lasting = differencesBetween(again.from.data, again.to.data).filter(({ path }) => places.has(written(path)));
  const differences = lasting.filter(({ path }) => !isIgnored(path));
  return { differences, ignored: lasting.length - differences.length, calls };
}

async function askBoth(question: Question, endpoints: Endpoints): Promise<Readonly<Record<keyof Endpoints, Answer>>> {
  const [from, to] = await Promise.all([ask(endpoints.from, question), ask(endpoints.to, question)]);
  // Two gateways that answer nothing agree on nothing.
  if (from.data instanceof Failure && to.data instanceof Failure) {
    throw new NoAnswerError(`both refuse it: ${from.data.code}: ${from.data.message}`);
  }
  return { from, to };
}
