/** @file Whether the window's font is there: a canvas painted before would keep the stand-in font. Reads: document.fonts. */

class FontState {
  ready = $state(false);
  constructor() {
    const done = (): void => {
      this.ready = true;
    };
    // A font that fails to load is no reason to wait: the stand-in is readable.
    void document.fonts.load('12px "Inter Variable"').then(done, done);
  }
}
export const font = new FontState();
