import { contractOf } from "./crmContract.js";
import { openSandboxAccount } from "./sandboxAccount.js";

contractOf("the legacy XML API and the v2 JSON API", () => openSandboxAccount());
contractOf("the same with a password, at an account of other habits", () =>
  openSandboxAccount({
    switches: { itemErrors: "list", authFailureStatus: 401, listContactData: false },
    credentials: { login: "demo@amoql.dev", password: "demo-password" },
    connect: { dealLinks: "one" },
  }),
);
