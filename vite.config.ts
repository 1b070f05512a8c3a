import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { defineConfig } from "vite";
import type { Plugin } from "vite";

/** Writes `file.br` and `file.gz` beside every built file, so that the gateway never compresses while it serves. */
function precompress(): Plugin {
  let outDir = "";
  return {
    name: "amoql-precompress",
    apply: "build",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
      // What is compressed in itself only grows.
      const files = entries
        .filter((entry) => entry.isFile() && !/\.woff2?$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
      await Promise.all(files.map(compressFile));
    },
  };
}

async function compressFile(file: string): Promise<void> {
  const content = await readFile(file);
  // Browsers offer brotli on https and localhost only; gzip is for plain http elsewhere. Quality 9 takes 1 s for the
  // whole page, the default 11 takes 17 s and saves 8 %.
  const brotli = promisify(brotliCompress)(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  await writeFile(`${file}.br`, await brotli);
  await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
}

/**
 * Puts the fonts that GraphiQL's style sheet carries in its text into files of their own: a browser then loads the three or four
 * that the page shows, not every cut for every script, which are a quarter of the page's weight.
 */
function fontFiles(): Plugin {
  return {
    name: "amoql-font-files",
    apply: "build",
    generateBundle(_options, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type !== "asset" || !asset.fileName.endsWith(".css")) continue;
        asset.source = String(asset.source).replace(
          /url\("?data:font\/(woff2?);[^,]*base64,([^")]+)"?\)/g,
          (_url, format: string, content: string) => {
            const file = this.emitFile({
              type: "asset",
              name: `font.${format}`,
              source: Buffer.from(content, "base64"),
            });
            return `url(./${basename(this.getFileName(file))})`;
          },
        );
      }
    },
  };
}

export default defineConfig({
  root: join(import.meta.dirname, "src/playground"),
  base: "./",
  plugins: [fontFiles(), precompress()],
  build: {
    outDir: join(import.meta.dirname, "dist/playground"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // Monaco is one large piece; there is nothing to split that the page does not need at once.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      // GraphiQL makes the accessible names of its icons out of the names of their functions.
      output: { keepNames: true },
      // React libraries mark modules with "use client", which means nothing in a page without server components.
      onLog: (level, log, report) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
    },
  },
});
