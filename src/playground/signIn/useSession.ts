import { tryParseJSONC, useGraphiQL } from "@graphiql/react";
import { useEffect, useState } from "react";
import { authorize } from "./authorization.js";
import { keepSession, keptSession, type Session } from "./session.js";

/** Longest time that a timer of a browser takes, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The session of the page, and how it is changed. */
export interface PageSession {
  readonly session: Session | null;
  readonly open: (session: Session) => void;
  readonly end: () => void;
}

/**
 * The session of the page. While there is one, its token stands in the header editor of whichever tab is open, unless there is
 * another `Authorization` already; once it has ended or is over, the token is taken out again.
 */
export function usePageSession(): PageSession {
  const [session, setSession] = useState(keptSession);
  const [ended, setEnded] = useState<ReadonlySet<string>>(new Set());

  const change = (next: Session | null): void => {
    keepSession(next);
    if (session !== null) setEnded(new Set([...ended, session.token]));
    setSession(next);
  };

  const headerEditor = useGraphiQL((state) => state.headerEditor);
  const tabId = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id);
  const token = session?.token ?? null;
  useEffect(() => {
    if (headerEditor === undefined) return;
    const text = authorize(parseHeaders(headerEditor.getValue()), token, ended);
    if (text !== null) headerEditor.setValue(text);
  }, [headerEditor, tabId, token, ended]);

  const end = (): void => change(null);
  const expiresAt = session?.expiresAt ?? Infinity;
  useEffect(() => {
    const leftMs = expiresAt - Date.now();
    if (leftMs > LONGEST_TIMER_MS) return;
    const timer = setTimeout(end, leftMs);
    return () => clearTimeout(timer);
  });

  return { session, open: change, end };
}

/** What the header editor holds; null when it is no JSON, which running an operation tells as well. */
function parseHeaders(text: string): unknown {
  try {
    return tryParseJSONC(text);
  } catch {
    return null;
  }
}
