import { createSandbox } from "../../src/sandbox/sandbox.js";

/**
 * A sandbox in a process of its own, for tests that kill it or take its disk away. Prints its address, or why it did
 * not start; the codes of its errors go to standard error. SIGTERM closes it.
 */
const data = process.argv[2] ?? ":memory:";
const onError = (error: unknown) => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  process.stderr.write(`${code} ${error instanceof Error ? error.message : String(error)}\n`);
};
try {
  const sandbox = await createSandbox({ data, empty: true, onError });
  process.on("SIGTERM", () => void sandbox.close().then(() => process.exit(0)));
  process.stdout.write(`${sandbox.url}\n`);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
