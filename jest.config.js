/**
 * Suites that need nothing but npm packages. What needs a browser is in jest.browser.config.js, what needs Redis in
 * jest.redis.config.js.
 */
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/browser/", "<rootDir>/test/redis/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": ["@swc/jest"] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  setupFiles: ["<rootDir>/test/pluginNames.ts"],
  // A test that hangs is ended: no test may take so long even on a machine that has far too much to do.
  testTimeout: 120_000,
  maxWorkers: "100%",
  // What a suite has loaded stays in its worker, and each collection of garbage walks through all of it: without a new worker now and
  // then a suite costs half as much again after thirty others.
  workerIdleMemoryLimit: "400MB",
  // A worker has half a gigabyte to give back when it ends. One that is kept from ending by what a suite left open is still reported.
  workerGracefulExitTimeout: 10_000,
};
