// Measures the gateway: beside other servers, its latency, its start, its memory, and how its cost grows with the work.
import { loadavg } from "node:os";
import { Command, Argument, InvalidArgumentError } from "commander";
import { compare, compareBuilds, compareLatency, type Effort } from "./comparison.js";
import { measureGrowth } from "./growth/growth.js";
import { measureInstances } from "./instances.js";
import { installPeers } from "./installPeers.js";
import { measureMemory } from "./memory.js";
import { describeMachine, writeSection } from "./page.js";
import { positiveNumber } from "./positiveNumber.js";
import { profileCases } from "./profile.js";
import { measureStart } from "./start.js";

interface Options extends Effort {
  readonly queries: number;
  readonly write: boolean;
  readonly build: Readonly<Record<string, string>>;
}

/** A profile takes longer than a round, for what is rare to be seen. */
const PROFILED = 5;

const SECTIONS: Readonly<Record<string, (options: Options) => Promise<string>>> = {
  comparison: compare,
  latency: compareLatency,
  start: ({ rounds }) => measureStart(rounds),
  memory: ({ queries }) => measureMemory(queries),
  growth: measureGrowth,
  instances: measureInstances,
  profile: ({ seconds }) => profileCases(seconds * PROFILED),
  builds: (options) => compareBuilds(options, options.build),
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

/** Adds a build, given as `name=path/to/dist/cli.js`, perhaps with flags of Node.js before the path. */
function addBuild(text: string, builds: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name, program] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || program === undefined) throw new InvalidArgumentError("give name=path/to/dist/cli.js");
  return { ...builds, [name]: program };
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
  .option("--build <name=file>", "another build for the section builds; may be repeated", addBuild, {})
  .option("--write", "write what was measured into docs/benchmarks.md", false)
  .action(measure)
  .parseAsync();
