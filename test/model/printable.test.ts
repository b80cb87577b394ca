import fc from 'fast-check';
import { printable } from '../../src/model';

describe('printable', () => {
  it.each([
    ['a line break', 'a\nb', 'a\\nb'],
    ['other controls', 'a\tb\rc\u0000', 'a\\u{9}b\\u{d}c\\u{0}'],
    ['an ANSI escape', '\u001b[31mred\u009b0m', '\\u{1b}[31mred\\u{9b}0m'],
    ['a bidirectional override', 'ada\u202egpj.exe', 'ada\\u{202e}gpj.exe'],
    ['a bidirectional isolate', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
    ['zero-width characters', 'a\u200bb\u200cc\u200dd\ufeff', 'a\\u{200b}b\\u{200c}c\\u{200d}d\\u{feff}'],
    ['line separators', 'a\u2028b\u2029', 'a\\u{2028}b\\u{2029}'],
    ['a letter without a shape', 'a\u3164b', 'a\\u{3164}b'],
    ['hidden tag characters', 'a\u{e0041}\u{e007f}', 'a\\u{e0041}\\u{e007f}'],
    ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
  ])('shows %s', (_, text, shown) => expect(printable(text)).toBe(shown));

  it.each([
    'Renée O’Brien-Müller',
    'e\u0301',
    'Ωμέγα Юлия 山田 太郎 مريم שרה हिन्दी',
    'a\u00a0b',
    '👍🏽 ❤️ 👩‍💻 👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇧🇪 1️⃣',
  ])('leaves %s as it is', (text) => expect(printable(text)).toBe(text));

  it('never lets a control character through, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
        expect(printable(shown)).toBe(shown);
      }),
    );
  });
});
