import { expect, it } from '@jest/globals';
import { LiveReading } from './live-reading.svelte.ts';

function aReading() {
  const answers: ((value: string) => void)[] = [];
  let tell: () => void = () => undefined;
  const reading = new LiveReading<string>({
    read: () => new Promise((resolve) => answers.push(resolve)),
    subscribe: (listener) => {
      tell = listener;
      return () => {
        tell = () => undefined;
      };
    },
  });
  return {
    reading,
    answers,
    tell: () => {
      tell();
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

it('reads when it is asked and whenever it is told', async () => {
  const { reading, answers, tell } = aReading();
  void reading.refresh();
  answers[0]?.('one');
  await settled();
  expect(reading.value).toBe('one');
  tell();
  answers[1]?.('two');
  await settled();
  expect(reading.value).toBe('two');
});

it('an answer that was overtaken is not shown', async () => {
  const { reading, answers, tell } = aReading();
  void reading.refresh();
  tell();
  answers[1]?.('new');
  answers[0]?.('old');
  await settled();
  expect(reading.value).toBe('new');
});

it('is told nothing once it has stopped', () => {
  const { reading, answers, tell } = aReading();
  reading.stop();
  tell();
  expect(answers).toHaveLength(0);
});
