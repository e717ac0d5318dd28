/** The settings do not make sense; the message has one line a variable and never a value that may be secret. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(reasons: readonly string[]) {
    super(reasons.join('\n'));
  }
}
