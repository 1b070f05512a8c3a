import base from "./jest.config.js";

/**
 * Suites with several gateways: they need Debian's redis-server and nginx, and a built dist/. Most of their time they wait for what
 * takes seconds by its nature, such as a rate or the end of a lease, so two of them share the machine, and so do tests within a suite
 * that start no processes but Redis.
 */
export default {
  ...base,
  roots: ["<rootDir>/test/redis"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 120_000,
  maxWorkers: 2,
  maxConcurrency: 6,
};
