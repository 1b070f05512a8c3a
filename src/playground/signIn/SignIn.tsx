import { Dialog } from "@graphiql/react";
import { useEffect, useRef, useState } from "react";
import { SessionDetails } from "./SessionDetails.js";
import { SignInForm } from "./SignInForm.js";
import { usePageSession } from "./useSession.js";
import "./signIn.css";

/** A button that says who is signed in and opens the dialog to sign in or out. */
export function SignIn() {
  const { session, open, end } = usePageSession();
  const [isShown, setShown] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // GraphiQL's dialog gives the focus back to a trigger of its own only: whoever works by keyboard would begin anew at the top.
  useEffect(() => {
    if (!isShown) return;
    const opener = button.current;
    return () => opener?.focus();
  }, [isShown]);
  const title = session === null ? "Sign in" : "Your session";
  return (
    <>
      <button
        ref={button}
        type="button"
        className="sign-in-button"
        aria-haspopup="dialog"
        onClick={() => setShown(true)}
      >
        {session === null ? "Sign in" : session.login}
      </button>
      <Dialog open={isShown} onOpenChange={setShown}>
        <div className="graphiql-dialog-header">
          <Dialog.Title className="graphiql-dialog-title">{title}</Dialog.Title>
          <Dialog.Close />
        </div>
        <div className="sign-in">
          {session === null ? (
            <SignInForm onSession={open} />
          ) : (
            <SessionDetails
              session={session}
              onEnd={() => {
                end();
                setShown(false);
              }}
            />
          )}
        </div>
      </Dialog>
    </>
  );
}
