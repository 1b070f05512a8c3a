import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const DAY_MS = 86_400_000;

const CONFIGURATION = `[ca]
default_ca = own
[own]
dir = .
database = ./index.txt
serial = ./serial
new_certs_dir = .
certificate = ./authority.crt
private_key = ./authority.key
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`;

/** What a TLS server shows. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** An authority that nobody knows who is not told of it. */
export class Authority {
  private constructor(private readonly folder: string) {}

  static async create(): Promise<Authority> {
    const authority = new Authority(await mkdtemp(join(tmpdir(), "amoql-authority-")));
    await writeFile(join(authority.folder, "ca.conf"), CONFIGURATION);
    await writeFile(join(authority.folder, "index.txt"), "");
    await writeFile(join(authority.folder, "serial"), "01\n");
    const subject = ["-subj", "/CN=authority", "-days", "30", "-out", "authority.crt"];
    await authority.#openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "authority.key", ...subject);
    return authority;
  }

  /** Its own certificate, for NODE_EXTRA_CA_CERTS. */
  get path(): string {
    return join(this.folder, "authority.crt");
  }

  /** @param days in force from and to, counted from now */
  async sign(host: string, days: { readonly from: number; readonly to: number }): Promise<Certificate> {
    await this.#openssl("req", ...this.#request(host), "-out", "server.csr");
    const dates = ["-startdate", asn1(days.from), "-enddate", asn1(days.to)];
    await this.#openssl(
      "ca",
      "-batch",
      "-notext",
      "-config",
      "ca.conf",
      "-in",
      "server.csr",
      "-out",
      "server.crt",
      ...dates,
    );
    return this.#server();
  }

  /** A certificate that nobody has signed but its owner. */
  async selfSigned(host: string): Promise<Certificate> {
    await this.#openssl("req", "-x509", "-days", "30", ...this.#request(host), "-out", "server.crt");
    return this.#server();
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  #request(host: string): readonly string[] {
    const names = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
    return ["-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", ...names];
  }

  async #server(): Promise<Certificate> {
    const read = (name: string): Promise<string> => readFile(join(this.folder, name), "utf8");
    return { key: await read("server.key"), cert: await read("server.crt") };
  }

  async #openssl(...args: readonly string[]): Promise<void> {
    await run("openssl", args, { cwd: this.folder });
  }
}

function asn1(days: number): string {
  return `${new Date(Date.now() + days * DAY_MS).toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
}
