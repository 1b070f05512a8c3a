import { ConfigError, readGatewayConfig } from "./config.js";
import { serve, type RunningGateway } from "./server/serve.js";
import { inSettingNames, variablesOf, type GatewaySettings } from "./server/settings.js";

export { ConfigError } from "./config.js";
export { createSandbox, DEMO_CREDENTIALS } from "./sandbox/sandbox.js";
export type { Sandbox, SandboxOptions, SandboxSwitches } from "./sandbox/sandbox.js";
export type { GatewaySettings, RunningGateway };

/** What a gateway tells besides its answers. */
export interface GatewayEvents {
  /** Told of each log line: JSON, with a line feed at its end. Without it the lines go to standard output. */
  readonly onLog?: ((line: string) => void) | undefined;
}

/**
 * Starts a gateway in this process. Any number can run at a time; nothing is read from the environment.
 *
 * @throws ConfigError when a setting is not right, with one line that names it; the error of Node.js when the port is taken
 */
export async function createGateway(
  settings: GatewaySettings = {},
  { onLog }: GatewayEvents = {},
): Promise<RunningGateway> {
  try {
    return await serve(readGatewayConfig(variablesOf(settings)), onLog && { write: onLog });
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(inSettingNames(error.message), { cause: error });
    throw error;
  }
}
