/** What the consent page is asked with, and why it is shown again. */
interface Consent {
  clientId: string;
  redirectUri: string;
  state?: string | undefined;
  message?: string;
}

/** The page where a user of the account allows an integration to act for them. */
export function consentPage({ clientId, redirectUri, state, message }: Consent): string {
  const hidden = Object.entries({ client_id: clientId, redirect_uri: redirectUri, state })
    .map(([name, value]) =>
      value === undefined ? "" : `<input type="hidden" name="${name}" value="${escaped(value)}">`,
    )
    .join("\n");
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Allow access</title></head>
<body>
<h1>Allow access to the account</h1>
${message === undefined ? "" : `<p role="alert">${escaped(message)}</p>`}
<form method="post" action="/oauth">
${hidden}
<p><label>Login <input name="login" type="email" autocomplete="username" required></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<p>
<button name="answer" value="allow">Allow</button>
<button name="answer" value="deny" formnovalidate>Deny</button>
</p>
</form>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
