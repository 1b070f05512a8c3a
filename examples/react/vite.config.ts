import { defineConfig } from "vite";

const gateway = process.env["GATEWAY"] ?? "http://127.0.0.1:4000";

// While one works on the page it is served by Vite, which passes /graphql on: to the browser, page and gateway are one origin, and
// to the gateway too, as long as the name of the host stays as it is.
// The built page may be served from anywhere. VITE_GATEWAY names its gateway, and the gateway's CORS_ORIGINS names the page.
export default defineConfig({
  base: "./",
  server: { proxy: { "/graphql": { target: gateway, changeOrigin: false } } },
  build: { outDir: "dist", emptyOutDir: true },
});
