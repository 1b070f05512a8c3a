import { ConfigError, readGatewayConfig, type GatewayConfig, type IntegrationConfig } from "../config.js";
import { CrmError } from "../domain/crmError.js";
import { consentUrl, keepGrantFor, LoginFailed, randomState } from "../oauth/login.js";
import { canListenAt, RedirectListener } from "../oauth/redirectListener.js";
import { adviceOn } from "../server/advice.js";
import { openGrants } from "../server/grants.js";
import { NO_LISTENER, variables } from "./settings.js";

/** What `amoql login` can be told by flags. */
export interface LoginFlags {
  readonly amoUrl?: string;
  readonly code?: string;
}

/** One login: which account, and as which integration. */
interface Login {
  readonly config: GatewayConfig;
  readonly integration: IntegrationConfig;
  readonly origin: string;
}

/** A refresh token that is not used for so long ends. */
const MONTHS = 3;

export async function runLogin(flags: LoginFlags): Promise<void> {
  const config = readGatewayConfig(variables({ ...NO_LISTENER, AMO_URL: flags.amoUrl }));
  const { integration, account } = config;
  if (integration === null || account.kind !== "remote") {
    throw new ConfigError(
      "AMO_CLIENT_ID: is missing, and AMO_CLIENT_SECRET, for example the id and the secret of an integration of the account",
    );
  }
  const login = { config, integration, origin: account.origin };
  try {
    if (flags.code !== undefined) await exchange(flags.code, login);
    else if (canListenAt(integration.redirectUri)) await throughBrowser(login);
    else sendElsewhere(login);
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    const isLost = error.kind === "outcomeUnknown";
    throw new LoginFailed(isLost ? "the account's answer was lost: log in again" : adviceOn(error), { cause: error });
  }
}

async function throughBrowser(login: Login): Promise<void> {
  const { integration, origin } = login;
  const state = randomState();
  const listener = await RedirectListener.open({
    redirectUri: integration.redirectUri,
    state,
    accountHost: new URL(origin).host,
    onCode: (code) => exchange(code, login),
  });
  console.log("Open this address in a browser on this machine and allow access, as an administrator of the account:");
  console.log(`\n  ${consentUrl(origin, integration, state)}\n`);
  console.log("It is waited for 5 minutes. On a machine without a browser: amoql login --help");
  await listener.done();
}

/** The browser is sent to an address where somebody else listens: the code has to be brought along. */
function sendElsewhere({ integration, origin }: Login): void {
  console.log("Open this address in a browser and allow access, as an administrator of the account:");
  console.log(`\n  ${consentUrl(origin, integration, randomState())}\n`);
  console.log(
    "The address that the browser is then sent to has a code in it, for 20 minutes. Take it from there and run:",
  );
  console.log("\n  amoql login --code <code>\n");
}

async function exchange(code: string, { config, integration, origin }: Login): Promise<void> {
  const grants = await openGrants(config, undefined, (message) => console.error(`amoql: ${message}`));
  if (grants === null) throw new TypeError("an integration without a place for its grant");
  const { ratePerSecond, concurrency, queueLimit, callTimeoutMs: timeoutMs } = config;
  try {
    const line = { origin, ratePerSecond, concurrency, queueLimit, timeoutMs };
    const { issuedAt } = await keepGrantFor(code, { line, integration, store: grants.store });
    const places = config.redis === null ? integration.grantFile : `Redis, with a copy in ${integration.grantFile}`;
    console.log(`Access is granted, and kept sealed in ${places}.`);
    console.log(
      `It lasts until ${endOf(issuedAt)}, and ${MONTHS} months more from each renewal: a gateway that runs renews it daily.`,
    );
  } finally {
    await grants.close();
  }
}

function endOf(issuedAt: number): string {
  const end = new Date(issuedAt);
  end.setMonth(end.getMonth() + MONTHS);
  return end.toISOString().slice(0, 10);
}
