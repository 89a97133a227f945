/** @file The version of this application, as in package.json. Reads: package.json, at build time in a bundle. */
import manifest from "../../package.json" with { type: "json" };

export const APP_VERSION: string = manifest.version;
