import { createSubscriber } from 'svelte/reactivity';

const STEP_MS = 10_000;

/** A clock for "3 min ago": one timer for the whole page, running only while something on screen reads it. */
const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, STEP_MS);
  return () => {
    clearInterval(timer);
  };
});

export function now(): number {
  subscribe();
  return Date.now();
}
