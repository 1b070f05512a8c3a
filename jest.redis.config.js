import base from "./jest.config.js";

/**
 * Suites with several gateways: they need Debian's redis-server and nginx, and a built dist/. They measure what processes do within
 * seconds, so one at a time has the machine for itself.
 */
export default {
  ...base,
  roots: ["<rootDir>/test/redis"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 90_000,
  maxWorkers: 1,
};
