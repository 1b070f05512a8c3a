import base from "./jest.config.js";

/** Suites that drive a real browser (Debian's chromium, or CHROMIUM=/path/to/it). */
export default {
  ...base,
  roots: ["<rootDir>/test/browser"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 90_000,
};
