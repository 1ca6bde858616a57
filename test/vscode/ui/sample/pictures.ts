import type { Ui } from '../harness.ts';

export function testPictures(ui: () => Ui): void {
  describe('pictures', () => { it('x', () => { ui(); }); });
}
