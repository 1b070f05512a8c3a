/**
 * The arrows of docs/architecture.md, checked by `npm run lint` and by test/architecture.test.ts:
 * cli → server → graphql → crm/crm.ts → domain; connectCrm → crm/{legacy,v2,v4} → codec, transport → domain;
 * cli → export → crm/crm.ts; server/sharedState.ts → redis → what it takes the place of.
 */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: "^src/", pathNot: allowed },
});

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    only("domain-is-the-core", "^src/domain/", "^src/domain/", "domain imports nothing of ours"),
    only("transport-knows-no-records", "^src/transport/", "^src/(transport|domain)/", "HTTP to one account"),
    only("codec-is-pure", "^src/codec/", "^src/(codec|domain)/", "text to domain and back, no I/O"),
    only("port-speaks-domain", "^src/crm/crm\\.ts$", "^src/domain/", "the port"),
    only(
      "adapters",
      "^src/crm/(legacy|v2|v4)/",
      "^src/(crm/crm\\.ts$|crm/locks/|codec/|transport/|domain/|crm/$1/)",
      "adapters",
    ),
    only("locks-know-no-adapter", "^src/crm/locks/", "^src/(crm/locks/|domain/)", "one edit of a record at a time"),
    only(
      "decorators-know-the-port-alone",
      "^src/crm/(idempotency|cache|changes)/",
      "^src/(crm/crm\\.ts$|crm/$1/|domain/)|^src/transport/unlessAborted\\.ts$",
      "around any adapter",
    ),
    only(
      "wiring",
      "^src/crm/connect\\w+\\.ts$",
      "^src/(crm|codec|oauth|transport|domain)/",
      "the only files that name adapters",
    ),
    only("storage-knows-no-values", "^src/storage/", "^src/storage/", "sealed, and by one process at a time"),
    only("oauth-is-below-the-port", "^src/oauth/", "^src/(oauth|storage|transport|domain)/", "tokens for the calls"),
    only(
      "graphql-sees-the-port",
      "^src/graphql/",
      "^src/(graphql|domain)/|^src/crm/crm\\.ts$",
      "never an adapter, codec or transport",
    ),
    only(
      "what-instances-share",
      "^src/crm/sharedAccount\\.ts$",
      "^src/transport/(callWindow|sessionStore|sharedReads)\\.ts$|^src/oauth/grantStore\\.ts$" +
        "|^src/crm/(cache|idempotency|locks/recordLocks\\.ts$)",
      "interfaces, whoever keeps what is behind them",
    ),
    only(
      "redis-knows-what-it-replaces",
      "^src/redis/",
      "^src/(redis|domain|crm/cache|crm/idempotency)/|^src/transport/(callWindow|sessionStore|sharedReads)\\.ts$" +
        "|^src/crm/(sharedAccount|locks/recordLocks?)\\.ts$|^src/server/(endedTokens|redisState|signInLimit)\\.ts$|^src/webhooks/repeats\\.ts$" +
        "|^src/oauth/(grant|grantError|grantStore)\\.ts$|^src/storage/seal\\.ts$",
      "interfaces, and the parts that keep the same in one process",
    ),
    {
      name: "redis-is-opened-in-one-place",
      comment: "a gateway of its own never loads it",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(redis/|server/sharedState\\.ts$)" },
      to: { path: "^src/redis/|node_modules/ioredis/" },
    },
    only("webhooks-know-no-account", "^src/webhooks/", "^src/(webhooks|domain)/", "what the account tells of"),
    only("engine-knows-no-schema", "^src/graphql/engine/", "^src/graphql/engine/", "any schema's queries"),
    only(
      "export-knows-the-port-alone",
      "^src/export/",
      "^src/(export|storage|domain)/|^src/crm/crm\\.ts$",
      "rows out of any adapter's records",
    ),
    only(
      "sandbox-stands-alone",
      "^src/sandbox/",
      "^src/sandbox/",
      "wire code of its own, so that a misreading cannot cancel out",
    ),
    only("compare-stands-alone", "^src/compare/", "^src/compare/", "speaks to gateways as their clients do"),
    only("client-stands-alone", "^src/client/", "^src/client/", "generated"),
    {
      name: "server-stays-above-the-port",
      severity: "error",
      from: { path: "^src/server/" },
      to: { path: "^src/(codec|transport|crm/(legacy|v2|v4)|client|compare|export|cli)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^src/playground/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: require("node:path").join(__dirname, "tsconfig.json") },
    enhancedResolveOptions: { extensions: [".ts", ".js"] },
  },
};
