// Loaded into a gateway before everything else: its wall clock is off by CLOCK_OFF_MS, as that of a machine that nobody looks after.
const offMs = Number(process.env.CLOCK_OFF_MS);
const RightDate = Date;

globalThis.Date = class extends RightDate {
  constructor(...parts) {
    if (parts.length === 0) super(RightDate.now() + offMs);
    else super(...parts);
  }

  static now() {
    return RightDate.now() + offMs;
  }
};
