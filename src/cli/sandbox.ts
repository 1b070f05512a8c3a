import { readSandboxConfig } from "../config.js";
import { DEMO_CREDENTIALS } from "../sandbox/account.js";
import { startSandbox } from "../server/startSandbox.js";
import { closeOnSignal } from "./ending.js";
import { endOnBug } from "./endOnBug.js";
import { variables } from "./settings.js";

/** What `amoql sandbox` can be told by flags. */
export interface SandboxFlags {
  readonly host?: string;
  readonly port?: string;
  readonly data?: string;
  readonly empty?: boolean;
  readonly option?: string[];
}

export async function runSandbox(flags: SandboxFlags): Promise<void> {
  const config = readSandboxConfig(
    variables({
      HOST: flags.host,
      SANDBOX_PORT: flags.port,
      SANDBOX_DATA: flags.data,
      SANDBOX_OPTIONS: flags.option?.join(","),
    }),
  );
  endOnBug();
  const sandbox = await startSandbox({
    host: config.host,
    port: config.port,
    data: config.data,
    empty: flags.empty ?? false,
    switches: config.switches,
    onError: (error) => console.error(error),
  });
  closeOnSignal(() => sandbox.close());
  console.log(`amoql sandbox is listening on ${sandbox.url}`);
  console.log(`  login     ${DEMO_CREDENTIALS.login}`);
  console.log(`  password  ${DEMO_CREDENTIALS.password}`);
  console.log(`  API key   ${DEMO_CREDENTIALS.key}`);
}
