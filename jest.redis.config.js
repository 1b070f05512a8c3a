import base from "./jest.config.js";

/** Suites with several gateways: they need Debian's redis-server and nginx, and a built dist/. */
export default {
  ...base,
  roots: ["<rootDir>/test/redis"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 90_000,
};
