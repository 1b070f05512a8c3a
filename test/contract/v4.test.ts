import { contractOf, V4_API } from "./crmContract.js";
import { openSandboxAccount, V4 } from "./sandboxAccount.js";

contractOf("API v4", () => openSandboxAccount(V4), V4_API);
contractOf(
  "API v4 of an account that takes no notice of filters nor several links, announces empty pages and answers changes as lists",
  () =>
    openSandboxAccount({
      ...V4,
      switches: {
        ...{ v4Filters: false, v4NotesByEntity: false, v4MassLinks: false },
        ...{ v4FalseNext: true, v4PatchAnswer: "list" },
      },
    }),
  V4_API,
);
