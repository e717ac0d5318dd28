import { describe, expect, it, jest } from '@jest/globals';
import { randomPin } from './pin.ts';

describe('randomPin', () => {
  it('S031 F22 takes every digit from the cryptographic generator, zeros in front among them', () => {
    const random = jest.spyOn(crypto, 'getRandomValues').mockImplementation((values) => {
      (values as unknown as Uint32Array)[0] = 120_042;
      return values;
    });
    expect(randomPin()).toBe('0042');
    expect(random).toHaveBeenCalledTimes(1);
    random.mockRestore();
  });

  it('S031 F22 is always four digits', () => {
    const pins = Array.from({ length: 2000 }, randomPin);
    expect(pins.filter((pin) => !/^[0-9]{4}$/u.test(pin))).toEqual([]);
    // Of ten thousand PINs two thousand draws hit some 1,800 different ones.
    expect(new Set(pins).size).toBeGreaterThan(1500);
  });
});
