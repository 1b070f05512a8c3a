import { CrmError } from "../domain/crmError.js";
import { Stopper, type StopSignal } from "../domain/stop.js";
import { newest, type Grant } from "./grant.js";
import { adviceOf } from "./grantError.js";
import type { GrantStore, GrantTurn } from "./grantStore.js";

/**
 * A grant that is kept in one place in common, with a copy of one's own. The place in common makes the turns. The copy is there for when
 * that forgets, as a Redis without a file of its own does: the newer of the two counts, wherever it is. It also brings a grant
 * along that was made before there was a place in common.
 */
export class CopiedGrants implements GrantStore {
  constructor(
    private readonly common: GrantStore,
    private readonly copy: GrantStore,
    private readonly onWarning: (message: string) => void,
  ) {}

  /** What is kept in common cannot be read now and then: the copy serves until its access token ends. */
  async read(): Promise<Grant | null> {
    const copied = await this.#copied();
    try {
      return await this.#newest(await this.common.read(), copied);
    } catch (error) {
      if (!(error instanceof CrmError) || copied === null) throw error;
      return copied;
    }
  }

  inTurn<Result>(signal: StopSignal, work: (turn: GrantTurn) => Promise<Result>): Promise<Result> {
    return this.common.inTurn(signal, (turn) =>
      work({
        read: async () => this.#newest(await turn.read(), await this.#copied()),
        save: async (grant) => {
          await turn.save(grant);
          await this.#copyIfNewer(grant, null);
        },
      }),
    );
  }

  async #newest(kept: Grant | null, copied: Grant | null): Promise<Grant | null> {
    if (kept !== null) await this.#copyIfNewer(kept, copied);
    return newest(kept, copied);
  }

  async #copied(): Promise<Grant | null> {
    return this.#tolerant(() => this.copy.read());
  }

  async #copyIfNewer(grant: Grant, copied: Grant | null): Promise<void> {
    if (newest(copied, grant) !== grant) return;
    await this.#tolerant(() => this.copy.inTurn(new Stopper(), (turn) => turn.save(grant)));
  }

  /** Without a copy everything works as long as nothing is forgotten. */
  async #tolerant<Result>(work: () => Promise<Result>): Promise<Result | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      this.onWarning(`no copy of the grant: ${adviceOf(error)}`);
      return null;
    }
  }
}
