import { Button, Dialog } from "@graphiql/react";
import { useState, type SubmitEvent } from "react";
import { tellProblem } from "./problem.js";
import { signIn, type Credentials, type Session } from "./session.js";

/** Asks for a login and a secret. The secret is in the field alone: it is neither kept nor shown. */
export function SignInForm({ onSession }: { readonly onSession: (session: Session) => void }) {
  const [kind, setKind] = useState<Credentials["kind"]>("key");
  const [problem, setProblem] = useState("");
  const [isSending, setSending] = useState(false);

  async function submit(form: HTMLFormElement): Promise<void> {
    const entered = new FormData(form);
    setProblem("");
    setSending(true);
    try {
      onSession(await signIn({ login: textOf(entered, "login"), kind, secret: textOf(entered, "secret") }));
    } catch (error) {
      setProblem(tellProblem(error));
    } finally {
      setSending(false);
    }
  }

  return (
    <form
      onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <Dialog.Description>
        Operations then run as you: the token of your session goes into the header Authorization of each tab.
      </Dialog.Description>
      <label>
        Login
        <input
          autoFocus
          name="login"
          type="text"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
        />
      </label>
      <fieldset>
        <legend>With</legend>
        <Choice kind="key" chosen={kind} choose={setKind} label="API key" />
        <Choice kind="password" chosen={kind} choose={setKind} label="Password" />
      </fieldset>
      <label>
        {kind === "key" ? "API key" : "Password"}
        <input key={kind} name="secret" type="password" autoComplete="current-password" required />
      </label>
      <p className="sign-in-hint">
        {kind === "key"
          ? "From your profile in the CRM. The session lasts as long as this gateway allows."
          : "Such a session lasts for 14 minutes at most: it ends with the account's own."}
      </p>
      <p className="sign-in-problem" role="alert">
        {problem}
      </p>
      <Button type="submit" className="sign-in-submit" disabled={isSending}>
        {isSending ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}

interface ChoiceProps {
  readonly kind: Credentials["kind"];
  readonly chosen: Credentials["kind"];
  readonly choose: (kind: Credentials["kind"]) => void;
  readonly label: string;
}

function Choice({ kind, chosen, choose, label }: ChoiceProps) {
  return (
    <label>
      <input type="radio" name="kind" value={kind} checked={kind === chosen} onChange={() => choose(kind)} />
      {label}
    </label>
  );
}

function textOf(entered: FormData, name: string): string {
  const value = entered.get(name);
  return typeof value === "string" ? value : "";
}
