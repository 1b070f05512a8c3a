import base from "./jest.config.js";

/**
 * Suites with several gateways: they need Debian's redis-server and nginx, and a built dist/. They measure what processes do within
 * seconds, so they have the machine for themselves, and one that fails is tried once more: both outcomes are printed.
 */
export default {
  ...base,
  roots: ["<rootDir>/test/redis"],
  testPathIgnorePatterns: ["/node_modules/"],
  setupFilesAfterEnv: ["<rootDir>/test/redis/secondTry.js"],
  testTimeout: 90_000,
  maxWorkers: 1,
};
