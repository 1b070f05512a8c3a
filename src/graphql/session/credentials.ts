import {
  chosenField,
  collect,
  fault,
  requiredField,
  valid,
  type Check,
  type Checked,
} from "../../domain/input/faults.js";
import { filledLine } from "../../domain/input/text.js";
import type { ApiKeyCredentialsInput, CredentialsInput, PasswordCredentialsInput } from "./session.type.js";
import type { Credentials } from "./sessions.js";

/** What to sign in with, or what is missing. Nothing of it is repeated in a message. */
export function checkCredentials(input: CredentialsInput): Checked<Credentials> {
  return (
    chosenField(input, "password", checkPassword) ??
    chosenField(input, "apiKey", checkApiKey) ??
    fault("REQUIRED", "Give a password or an API key.")
  );
}

const checkPassword: Check<PasswordCredentialsInput, Credentials> = (input) =>
  collect<Extract<Credentials, { kind: "password" }>>({
    kind: valid("password"),
    login: requiredField(input, "login", filledLine),
    password: requiredField(input, "password", secret),
  });

const checkApiKey: Check<ApiKeyCredentialsInput, Credentials> = (input) =>
  collect<Extract<Credentials, { kind: "apiKey" }>>({
    kind: valid("apiKey"),
    login: requiredField(input, "login", filledLine),
    key: requiredField(input, "key", filledLine),
  });

/** A password may hold anything, blanks included. */
function secret(text: string): Checked<string> {
  return text === "" ? fault("REQUIRED", "The text may not be empty.") : valid(text);
}
