// Measures the gateway: beside other servers, its latency, its start, its memory, and how its cost grows with the work.
import { loadavg } from "node:os";
import { Command, Argument } from "commander";
import { compare, compareLatency, type Effort } from "./comparison.js";
import { measureGrowth } from "./growth/growth.js";
import { installPeers } from "./installPeers.js";
import { measureMemory } from "./memory.js";
import { describeMachine, writeSection } from "./page.js";
import { positiveNumber } from "./positiveNumber.js";
import { measureStart } from "./start.js";

interface Options extends Effort {
  readonly queries: number;
  readonly write: boolean;
}

const SECTIONS: Readonly<Record<string, (options: Options) => Promise<string>>> = {
  comparison: compare,
  latency: compareLatency,
  start: ({ rounds }) => measureStart(rounds),
  memory: ({ queries }) => measureMemory(queries),
  growth: measureGrowth,
};

async function measure(sections: readonly string[], options: Options): Promise<void> {
  installPeers();
  for (const section of sections) {
    const machine = await describeMachine();
    const measured = await SECTIONS[section]?.(options);
    const load = `load average after ${loadavg()
      .map((one) => one.toFixed(1))
      .join(", ")}`;
    const markdown = `${measured ?? ""}\n\n<sub>${machine} · ${load}</sub>`;
    console.log(`\n## ${section}\n\n${markdown}`);
    if (options.write) await writeSection(section, markdown);
  }
}

await new Command("bench")
  .description("Measure the gateway, beside other servers and alone")
  .addArgument(
    new Argument("[sections...]", "what to measure")
      .choices(Object.keys(SECTIONS))
      .default(["comparison", "latency", "start"]),
  )
  .option("--seconds <number>", "seconds of each round, for each server", positiveNumber, 1)
  .option("--rounds <number>", "rounds of each case", positiveNumber, 3)
  .option("--queries <number>", "queries of the section memory", positiveNumber, 100_000)
  .option("--write", "write what was measured into docs/benchmarks.md", false)
  .action(measure)
  .parseAsync();
