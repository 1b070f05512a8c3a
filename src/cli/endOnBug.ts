import { pino } from "pino";
import { EXIT } from "./ending.js";

/** Logs what nobody caught, rejections included, and ends the process: its state can no longer be trusted. */
export function endOnBug(): void {
  process.on("uncaughtException", (error) => {
    pino().fatal({ err: error }, "a bug ends the process");
    process.exit(EXIT.failed);
  });
}
