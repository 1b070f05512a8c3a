import "reflect-metadata";
import { readGatewayConfig } from "../config.js";
import { serve } from "../server/serve.js";
import { closeOnSignal } from "./ending.js";
import { endOnBug } from "./endOnBug.js";
import { variables } from "./settings.js";

/** What `amoql serve` can be told by flags. */
export interface ServeFlags {
  readonly host?: string;
  readonly port?: string;
  readonly amoUrl?: string;
  readonly data?: string;
}

export async function runServe(flags: ServeFlags): Promise<void> {
  const config = readGatewayConfig(
    variables({ HOST: flags.host, PORT: flags.port, AMO_URL: flags.amoUrl, SANDBOX_DATA: flags.data }),
  );
  endOnBug();
  const gateway = await serve(config);
  closeOnSignal(() => gateway.close());
  console.log(`amoql is listening on ${gateway.url}`);
  console.log(`  playground  ${config.playground ? `${gateway.url}/` : "off (PLAYGROUND=false)"}`);
  console.log(`  GraphQL     ${gateway.url}/graphql`);
  console.log(
    `  account     ${gateway.sandboxUrl === null ? config.account.kind : `embedded sandbox on ${gateway.sandboxUrl}`}`,
  );
}
