import { TestEnvironment } from 'jest-environment-node';

/** Tells a test file that a test of it failed, while what it looked at is still there. */
export default class BrowserEnvironment extends TestEnvironment {
  async handleTestEvent(event) {
    if (event.name === 'test_fn_failure') await this.global.onTestFailure?.(event.test.name);
  }
}
