import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "dist",
      "dist.next.*",
      "dist.dev",
      "node_modules",
      "src/client",
      "examples/react/dist",
      "examples/react/generated",
      "coverage",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.test.json", "./src/playground/tsconfig.json", "./examples/react/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // Jest's expect(...).rejects is awaited where it matters; void return of arrow handlers is idiomatic for events.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // type-graphql's classes are often only their decorators.
      "@typescript-eslint/no-extraneous-class": ["error", { allowWithDecorator: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      // `const { dropped, ...rest }` is how a key is left out.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  { files: ["**/*.js", "**/*.cjs"], ...tseslint.configs.disableTypeChecked },
  // A package of its own, which only the bench installs: without it the types of its libraries are not there.
  { files: ["bench/peers/**"], ...tseslint.configs.disableTypeChecked },
  {
    files: ["src/graphql/**"],
    // The classes are the shapes of results: resolvers return plain objects that fit them.
    rules: { "@typescript-eslint/no-unsafe-class-instance-assignment": "off" },
  },
  {
    files: ["src/server/**"],
    // Fastify and Apollo Server want functions that return promises, also where there is nothing to wait for.
    rules: { "@typescript-eslint/require-await": "off" },
  },
  {
    files: ["test/**"],
    // What an answer holds is known to the test that wrote the query.
    rules: { "@typescript-eslint/no-unnecessary-type-parameters": "off" },
  },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  {
    files: ["*.js", "test/*.js", "bench/**", "examples/**", "src/cli.ts", "src/cli/**"],
    rules: { "no-console": "off" },
  },
);
