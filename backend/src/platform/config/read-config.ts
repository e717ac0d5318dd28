import type { Config } from './load-config.js';
import { loadConfig } from './load-config.js';

/**
 * The settings this process was started with.
 * @throws {ConfigError} as `loadConfig` does
 */
export function readConfig(): Config {
  return loadConfig(process.env, process.argv.slice(2));
}
