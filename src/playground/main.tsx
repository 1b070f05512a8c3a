import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./layout.css";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { fetcher } from "./fetcher.js";
import { leaveEditor } from "./leaveEditor.js";
import { isNarrow } from "./narrow.js";
import { SignIn } from "./signIn/SignIn.js";
import { defaultHeaders, defaultTabs } from "./tabs.js";
import { UpstreamPanel } from "./upstreamPanel/UpstreamPanel.js";

const container = document.getElementById("playground");
if (container === null) throw new Error("index.html has no #playground element");

container.addEventListener("keydown", leaveEditor);

// The editor measures its letters once, so its font has to be there before. Where it cannot be loaded (a lost connection, a
// browser that blocks fonts) the editor takes the next font of its list: a page in another font is better than none.
await document.fonts.load('15px "Fira Code"').catch(() => []);

// What is typed here may hold a password (sessionCreate) or a token (headers, which GraphiQL's history keeps whatever
// shouldPersistHeaders says). So it lives in sessionStorage: it survives a reload and is gone with the browser tab.
createRoot(container).render(
  <GraphiQL
    fetcher={fetcher}
    storage={sessionStorage}
    defaultTabs={defaultTabs}
    defaultHeaders={defaultHeaders}
    shouldPersistHeaders={false}
    isHeadersEditorEnabled
    defaultEditorToolsVisibility={isNarrow() ? false : "variables"}
  >
    <GraphiQL.Logo>
      <SignIn />
      <span className="brand">amoql</span>
    </GraphiQL.Logo>
    <GraphiQL.Footer>
      <UpstreamPanel />
    </GraphiQL.Footer>
  </GraphiQL>,
);
