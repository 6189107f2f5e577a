import { describe, expect, test } from 'vitest'
import { newMessage, type Content, type Message } from '../../src/kernel/wire'
import { codeCells, type CodeCell } from '../../src/report/nbformat'
import { OutputRecorder } from '../../src/report/outputs'
import { notebookOf } from '../support/notebook'

function recorder(): {
  recorder: OutputRecorder
  cell: CodeCell
  say: (type: string, content: Content, tag?: Content) => void
} {
  const recorder = new OutputRecorder()
  const [cell] = codeCells(notebookOf('1'))
  if (!cell) throw new Error('no cell')
  const request = newMessage('execute_request', 's', {}).header
  recorder.expect(request.msg_id, cell)
  const said = (type: string, content: Content, tag: Content = {}): Message =>
    newMessage(type, 's', content, request, tag)
  return { recorder, cell, say: (type, content, tag) => recorder.take(said(type, content, tag)) }
}

const line = (text: string): Content => ({ name: 'stdout', text })

describe('OutputRecorder', () => {
  test('joins what one stream says in a row', () => {
    const { cell, say } = recorder()
    say('stream', line('a'))
    say('stream', line('b'))
    say('stream', { name: 'stderr', text: 'c' })
    say('stream', line('d'))
    expect(cell.outputs.map((o) => (o.output_type === 'stream' ? o.text : ''))).toEqual(['ab', 'c', 'd'])
  })

  test('clears at once, or when the next output comes', () => {
    const { cell, say } = recorder()
    say('stream', line('a'))
    say('clear_output', { wait: true })
    expect(cell.outputs).toHaveLength(1)
    say('stream', line('b'))
    say('stream', line('c'))
    expect(cell.outputs).toEqual([{ output_type: 'stream', name: 'stdout', text: 'bc' }])
    say('clear_output', { wait: false })
    expect(cell.outputs).toEqual([])
  })

  test('updates every display of an id', () => {
    const { cell, say } = recorder()
    const shown = (text: string): Content => ({
      data: { 'text/plain': text },
      metadata: {},
      transient: { display_id: '__proto__' },
    })
    say('display_data', shown('1'))
    say('display_data', shown('2'))
    say('update_display_data', shown('3'))
    say('update_display_data', { data: {}, transient: { display_id: 'unknown' } })
    expect(cell.outputs).toEqual(
      Array(2).fill({ output_type: 'display_data', data: { 'text/plain': '3' }, metadata: {} }),
    )
  })

  test('takes an error that nobody waited for as an error', () => {
    const { recorder: r, cell, say } = recorder()
    say(
      'stream',
      { name: 'stderr', text: 'Unhandled rejection\nError: x\n' },
      { carnet: { unhandled: { ename: 'Error', evalue: 'x' } } },
    )
    const error = {
      output_type: 'error',
      ename: 'Error',
      evalue: 'x',
      traceback: ['Unhandled rejection', 'Error: x'],
    }
    expect(cell.outputs).toEqual([error])
    expect(r.lateErrors).toEqual([{ cell, error }])
  })

  test('reads of it in what the stock kernel writes', () => {
    const { recorder: r, say } = recorder()
    say('stream', { name: 'stderr', text: 'before\nUnhandledPromiseRejection: Error: x\n    at y\n' })
    say('stream', line('UncaughtException: this is what a cell prints\n'))
    expect(r.lateErrors.map((late) => late.error.evalue)).toEqual(['Error: x'])
  })

  test('leaves alone what it does not know', () => {
    const { recorder: r, cell, say } = recorder()
    say('status', { execution_state: 'idle' })
    say('constructor', {})
    r.take(newMessage('stream', 's', line('of another')))
    r.take(newMessage('display_data', 's', {}, newMessage('x', 's', {}).header))
    expect(cell.outputs).toEqual([])
    say('stream', {})
    say('error', { traceback: 'no list' })
    expect(cell.outputs).toEqual([
      { output_type: 'stream', name: 'stdout', text: '' },
      { output_type: 'error', ename: '', evalue: '', traceback: [] },
    ])
  })
})
