import { ConfigError } from "../config.js";
import { createSandbox, type Sandbox, type SandboxOptions, type SandboxSwitches } from "../sandbox/sandbox.js";
import { parseSwitches } from "../sandbox/switches.js";

/** A sandbox as settings describe it: its switches are still text. */
interface SandboxSettings extends Omit<SandboxOptions, "switches"> {
  /** `name=value` each. */
  readonly switches: readonly string[];
}

/** Starts a sandbox. Throws a ConfigError for switches that are not known and for a data file that cannot be used. */
export async function startSandbox(settings: SandboxSettings): Promise<Sandbox> {
  const switches = readSwitches(settings.switches);
  try {
    return await createSandbox({ ...settings, switches });
  } catch (error) {
    if (error instanceof Error && error.name === "DataFileError") {
      throw new ConfigError(`SANDBOX_DATA: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function readSwitches(texts: readonly string[]): Partial<SandboxSwitches> {
  try {
    return parseSwitches(texts);
  } catch (error) {
    const message = error instanceof Error ? error.message : "is not valid";
    throw new ConfigError(`SANDBOX_OPTIONS: ${message}`, { cause: error });
  }
}
