// Fastify takes the name of a plugin from this property, and where there is none it walks through `require.cache`, twice a plugin.
// Jest's makes a URL of every path that is asked for: that was two fifths of what it took a gateway and a sandbox to start.
const NAME = Symbol.for("fastify.display-name");

Object.defineProperty(Function.prototype, NAME, {
  get(this: { readonly name: string }) {
    return this.name || "without a name";
  },
  // For plugins that name themselves.
  set(this: object, name: string) {
    Object.defineProperty(this, NAME, { value: name, configurable: true, writable: true });
  },
});
