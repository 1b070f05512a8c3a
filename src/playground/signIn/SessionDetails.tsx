import { Button, Dialog } from "@graphiql/react";
import { useState } from "react";
import { tellProblem } from "./problem.js";
import { signOut, type Session } from "./session.js";

interface SessionDetailsProps {
  readonly session: Session;
  readonly onEnd: () => void;
}

/** Who is signed in and until when, with a button that ends it. */
export function SessionDetails({ session, onEnd }: SessionDetailsProps) {
  const [problem, setProblem] = useState("");

  async function end(): Promise<void> {
    try {
      await signOut(session);
      onEnd();
    } catch (error) {
      setProblem(`The session may still be open at the gateway. ${tellProblem(error)}`);
    }
  }

  return (
    <>
      <Dialog.Description>
        Signed in as <b>{session.login}</b> at the account <b>{session.account}</b>.
      </Dialog.Description>
      <p className="sign-in-hint">
        The token in the header Authorization holds until{" "}
        <time dateTime={new Date(session.expiresAt).toISOString()}>{tellMoment(session.expiresAt)}</time>.
      </p>
      <p className="sign-in-problem" role="alert">
        {problem}
      </p>
      <Button type="button" className="sign-in-submit" onClick={() => void end()}>
        Sign out
      </Button>
    </>
  );
}

/** A moment in the browser's own time zone, with the day unless it is today. */
function tellMoment(moment: number): string {
  const date = new Date(moment);
  const isToday = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(undefined, isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
}
