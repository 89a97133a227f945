/** @file Builds the window. Reads: src-renderer. Writes: dist/renderer. */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  root: "src-renderer",
  base: "./",
  plugins: [svelte()],
  // The page allows no data: addresses for fonts, so nothing is inlined.
  build: { assetsInlineLimit: 0, outDir: "../dist/renderer", emptyOutDir: true, target: "es2024", chunkSizeWarningLimit: 1200 },
  server: { proxy: { "/api": { target: "http://127.0.0.1:4170", ws: true } } },
});
