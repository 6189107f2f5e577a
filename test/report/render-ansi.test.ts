import { describe, expect, test } from 'vitest'
import { ansiToHtml, withoutAnsi } from '../../src/report/ansi'

const E = '\u001b'

describe('terminal text', () => {
  test.each([
    ['no colours', 'a < b & "c"', 'a &lt; b &amp; &quot;c&quot;'],
    ['nothing', '', ''],
    ['a colour', `${E}[31mred${E}[0m plain`, '<span class="ansi-1">red</span> plain'],
    ['an unclosed colour', `${E}[92mx`, '<span class="ansi-10">x</span>'],
    [
      'bold and a colour',
      `${E}[1;34mx${E}[22my${E}[39mz`,
      '<span class="ansi-bold ansi-4">x</span><span class="ansi-4">y</span>z',
    ],
    [
      'a background',
      `${E}[41mx${E}[49my${E}[103mz`,
      '<span class="ansi-on-1">x</span>y<span class="ansi-on-11">z</span>',
    ],
    [
      'every style',
      `${E}[1;2;3;4;9mx${E}[22;23;24;29my`,
      '<span class="ansi-bold ansi-dim ansi-italic ansi-underline ansi-strike">x</span>y',
    ],
    [
      'inverse',
      `${E}[7mx${E}[31my${E}[27mz`,
      '<span class="ansi-inverse">x</span><span class="ansi-on-1">y</span><span class="ansi-1">z</span>',
    ],
    ['reset by nothing', `${E}[31mx${E}[my`, '<span class="ansi-1">x</span>y'],
    ['of 256, a named one', `${E}[38;5;9mx`, '<span class="ansi-9">x</span>'],
    ['of 256, the cube', `${E}[38;5;214mx`, '<span style="color:rgb(255,175,0)">x</span>'],
    ['of 256, a grey', `${E}[48;5;244mx`, '<span style="background:rgb(128,128,128)">x</span>'],
    ['24 bit', `${E}[38;2;1;999;3;4mx`, '<span class="ansi-underline" style="color:rgb(1,255,3)">x</span>'],
    ['24 bit with colons', `${E}[38:2:1:2:3mx`, '<span style="color:rgb(1,2,3)">x</span>'],
    ['a colour beyond', `${E}[38;5;300mx`, 'x'],
    ['other sequences', `a${E}[2Kb${E}[?25lc${E}]8;;https://x${E}\\d${E}]0;t\u0007e${E}7f${E}`, 'abcdef'],
    ['markup in a sequence', `${E}[31<script>mx`, 'cript&gt;mx'],
  ])('%s', (_, text, html) => {
    expect(ansiToHtml(text)).toBe(html)
  })

  test('a line that is written over shows what was written last', () => {
    expect(ansiToHtml('10 %\r50 %\r100 %\nnext\r\n')).toBe('100 %\nnext\n')
    expect(ansiToHtml('10 %\r')).toBe('10 %')
  })

  test('can be had without its sequences', () => {
    expect(withoutAnsi(`${E}[31mred${E}[0m${E}]0;t\u0007`)).toBe('red')
    expect(withoutAnsi('plain')).toBe('plain')
  })
})
