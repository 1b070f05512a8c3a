import { createSandbox } from "../../src/sandbox/sandbox.js";

/** A sandbox in a process of its own, for tests that kill it. Prints its address, or why it did not start. */
const data = process.argv[2] ?? ":memory:";
try {
  const sandbox = await createSandbox({ data, empty: true });
  process.stdout.write(`${sandbox.url}\n`);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
