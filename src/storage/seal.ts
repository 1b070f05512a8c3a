import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { deserialize, serialize } from "node:v8";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals values that are kept outside of the process with authenticated encryption (AES-256-GCM): whoever reads or changes them there
 * learns nothing of accounts and can slip nothing in. As with session tokens the first secret seals and all open.
 */
export class Seal {
  readonly #keys: readonly [Buffer, ...Buffer[]];

  /** @param place where the values are kept: each place has a key of its own */
  constructor(secrets: readonly [string, ...string[]], place: "redis" | "file") {
    const [first, ...others] = secrets;
    this.#keys = [keyOf(first, place), ...others.map((secret) => keyOf(secret, place))];
  }

  /**
   * @param value plain data; dates, maps and absent fields stay what they are
   * @param name where it is kept: it can be opened there only
   */
  seal(value: unknown, name: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#keys[0], nonce).setAAD(Buffer.from(name));
    const text = Buffer.concat([cipher.update(serialize(value)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64");
  }

  /** What was sealed under this name; undefined when it was not, or with secrets that are gone. */
  open(sealed: string, name: string): unknown {
    const bytes = Buffer.from(sealed, "base64");
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    for (const key of this.#keys) {
      const text = decrypted(bytes, key, name);
      if (text !== null) return deserialize(text);
    }
    return undefined;
  }
}

/** Session tokens are sealed with the hash of a secret: its other uses have keys of their own. */
function keyOf(secret: string, place: string): Buffer {
  return createHash("sha256").update(`${place}:`).update(secret).digest();
}

function decrypted(bytes: Buffer, key: Buffer, name: string): Buffer | null {
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(name))
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([text, decipher.final()]);
  } catch {
    // Sealed with another key, or damaged: `final` throws an Error without a code.
    return null;
  }
}
